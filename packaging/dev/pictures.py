"""Makes the README's pictures from what `borne demo --headless --out DIR` left.

.venv/bin/python packaging/dev/pictures.py demo-out assets/pictures
"""

import sys
from pathlib import Path

from PIL import Image

SHEETS = {
    "entrance": (
        "entrance-attract",
        "entrance-category",
        "entrance-motif",
        "entrance-confirmation",
    ),
    "exit": ("exit-faces", "exit-resolution", "exit-reasons", "exit-thanks"),
    "others": ("entrance-closed", "entrance-refused", "entrance-out_of_order", "paper"),
}
HEIGHT = 560
GAP = 12
GROUND = "#FFFFFF"
COLOURS = 128


def make_sheet(pictures: list[Image.Image]) -> Image.Image:
    """Side by side, all of one height."""
    scaled = [
        picture.convert("RGB").resize(
            (picture.width * HEIGHT // picture.height, HEIGHT), Image.Resampling.LANCZOS
        )
        for picture in pictures
    ]
    width = sum(picture.width for picture in scaled) + GAP * (len(scaled) - 1)
    sheet = Image.new("RGB", (width, HEIGHT), GROUND)
    left = 0
    for picture in scaled:
        sheet.paste(picture, (left, 0))
        left += picture.width + GAP
    return sheet


def main() -> None:
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    for name, screens in SHEETS.items():
        pictures = [Image.open(source / f"{screen}.png") for screen in screens]
        sheet = make_sheet(pictures).quantize(COLOURS)
        sheet.save(target / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
