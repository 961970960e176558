"""Measure two things in turns and print how many times the floor the product takes."""

import statistics
import time
from collections.abc import Callable


def interleaved(
    floor: Callable[[], object],
    product: Callable[[], object],
    rounds: int,
    each: int,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[list[float], list[float]]:
    """Seconds of every call: `rounds` times `each` calls of one, then of the other."""
    floors: list[float] = []
    products: list[float] = []
    for _ in range(rounds):
        floors += [_timed(floor, clock) for _ in range(each)]
        products += [_timed(product, clock) for _ in range(each)]
    return floors, products


def report(what: str, floors: list[float], products: list[float], aim: float | None = None) -> None:
    floor, product = statistics.median(floors), statistics.median(products)
    p95 = statistics.quantiles(products, n=20)[-1] / statistics.quantiles(floors, n=20)[-1]
    middle, tail = product / floor, p95
    aimed = "" if aim is None else f" (aim: {aim} x)"
    print(  # noqa: T201 - printing is what it is for
        f"{what}: {middle:.2f} x the floor at the median{aimed}, {tail:.2f} x at p95"
        f"  [{floor * 1000:.2f} ms, {product * 1000:.2f} ms]"
    )


def _timed(call: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    call()
    return clock() - begun
