"""Four corners of the glass touched in order, with one finger: the two hidden ways in."""

from enum import StrEnum

WITHIN_S = 6.0
CORNER_MM = 15.0
"""No button of ours lies so near a corner of a hall's screen."""


class Corner(StrEnum):
    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"


class Secret(StrEnum):
    TECHNICIAN = "technician"
    CLEANING = "cleaning"


_ORDERS: dict[tuple[Corner, ...], Secret] = {
    # With the hands of a clock, from the top left.
    (Corner.TOP_LEFT, Corner.TOP_RIGHT, Corner.BOTTOM_RIGHT, Corner.BOTTOM_LEFT): Secret.TECHNICIAN,
    # Against them, from the top right.
    (Corner.TOP_RIGHT, Corner.TOP_LEFT, Corner.BOTTOM_LEFT, Corner.BOTTOM_RIGHT): Secret.CLEANING,
}
Touched = tuple[Corner, float]
"""A corner, and the moment in seconds."""
Progress = tuple[Touched, ...]


def corner_at(x: float, y: float, width: float, height: float) -> Corner | None:
    """Which corner of the glass that is, in millimetres from the top left."""
    left, right = x < CORNER_MM, x > width - CORNER_MM
    top, bottom = y < CORNER_MM, y > height - CORNER_MM
    match left or right, top, bottom:
        case True, True, _:
            return Corner.TOP_LEFT if left else Corner.TOP_RIGHT
        case True, _, True:
            return Corner.BOTTOM_LEFT if left else Corner.BOTTOM_RIGHT
        case _:
            return None


def advance(progress: Progress, corner: Corner | None, now: float) -> Progress:
    """What has been done of a sequence, after one more touch."""
    if corner is None:
        return ()
    going_on = (*progress, (corner, now))
    # The end of a try that failed may be the beginning of another.
    endings = (going_on[start:] for start in range(len(going_on)))
    return next((e for e in endings if now - e[0][1] <= WITHIN_S and _begins_one(e)), ())


def secret_of(progress: Progress) -> Secret | None:
    return _ORDERS.get(tuple(corner for corner, _ in progress))


def _begins_one(progress: Progress) -> bool:
    corners = tuple(corner for corner, _ in progress)
    return any(order[: len(corners)] == corners for order in _ORDERS)
