"""How well one colour can be told from another: the measure of WCAG, on `#RRGGBB`."""

TEXT = 4.5
"""WCAG 2.2, 1.4.3 (AA)."""
SIGN = 3.0
"""1.4.11: icons, and the outline of what can be touched."""
ENHANCED = 7.0
"""1.4.6 (AAA)."""


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)
