"""Measure two things in turns and print how many times the floor the product takes."""

import statistics
import time
from collections.abc import Callable


def interleaved(
    floor: Callable[[], object], product: Callable[[], object], rounds: int, each: int
) -> tuple[list[float], list[float]]:
    """Seconds of every call: `rounds` times `each` calls of one, then of the other."""
    floors: list[float] = []
    products: list[float] = []
    for _ in range(rounds):
        floors += [_timed(floor) for _ in range(each)]
        products += [_timed(product) for _ in range(each)]
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


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun
