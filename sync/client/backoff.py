"""How long to leave a server alone after a failure, so that a thousand kiosks do not knock at once.

Pure: `roll` is a random number in [0, 1) that the caller draws.
"""

FIRST_S = 1.0
LONGEST_S = 300.0


def delay(attempts: int, roll: float) -> float:
    """Full jitter: anything below 1 s after one failure, then below 2, 4 … 300 s."""
    doublings = min(max(attempts - 1, 0), 20)
    return roll * min(FIRST_S * 2.0**doublings, LONGEST_S)


def splayed(wait_s: float, splay_s: float, roll: float) -> float:
    """`wait_s`, and up to `splay_s` more."""
    return wait_s + roll * splay_s
