"""Whether a run of bad opinions is more than chance: Fisher's exact test against the usual."""

from math import comb


def chance(bad: int, given: int, usual_bad: int, usual_given: int) -> float:
    """How likely at least `bad` of `given` are, when nothing has changed: with all opinions in one
    bowl, those `given` drawn blind. 1.0 where there is nothing to compare with."""
    all_given, all_bad = given + usual_given, bad + usual_bad
    if not given or not usual_given:
        return 1.0
    ways = sum(
        comb(all_bad, k) * comb(all_given - all_bad, given - k)
        for k in range(bad, min(given, all_bad) + 1)
    )
    return ways / comb(all_given, given)
