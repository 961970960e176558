"""A QR code as a drawing that a page can hold: no picture to fetch, nothing to allow."""

from dataclasses import dataclass

MARGIN = 4
"""Modules of white around it, without which nothing reads it."""


@dataclass(frozen=True, slots=True)
class Square:
    """`path`: of the dark modules, in a box of `side` by `side`."""

    side: int
    path: str


def square_of(text: str) -> Square:
    # Takes as long to load as the rest of the server, and few pages need it.
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_M

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = [
        f"M{x + MARGIN} {y + MARGIN}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    return Square(len(rows) + 2 * MARGIN, "".join(dark))
