"""The faces can be told apart by everyone: by colour under each kind of sight, and by shape."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

from kiosk.domain.feedback import SCALES
from kiosk.paths import ASSETS

Rgb = tuple[float, float, float]
Matrix = tuple[Rgb, Rgb, Rgb]

FACES = sorted({face for scale in SCALES.values() for face in scale.faces})
OUTLINE = "#161616"
LEAST_DELTA_E = 20.0
LEAST_CONTRAST = 3.0
SIGHTS: dict[str, Matrix] = {
    # Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def svg(face: str) -> str:
    return Path(ASSETS, "faces", f"{face}.svg").read_text(encoding="utf-8")


def skin(face: str) -> str:
    found = re.search(r'<circle cx="60" cy="60" r="55" fill="(#[0-9A-F]{6})"', svg(face))
    assert found is not None
    return found.group(1)


def linear(colour: str) -> Rgb:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def times(matrix: Matrix, colour: Rgb) -> Rgb:
    rows = [sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix]
    return tuple(min(max(part, 0.0), 1.0) for part in rows)  # type: ignore[return-value]


def lab(colour: Rgb) -> Rgb:
    """CIE L*a*b*, D65."""
    red, green, blue = colour
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (_cubic(part) for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _cubic(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("scale", SCALES)
def test_no_two_faces_of_a_scale_look_alike_in_colour(sight: str, scale: str) -> None:
    for one, other in combinations(SCALES[scale].faces, 2):
        seen = [lab(times(SIGHTS[sight], linear(skin(face)))) for face in (one, other)]
        assert math.dist(*seen) >= LEAST_DELTA_E, (one, other)


@pytest.mark.parametrize("face", FACES)
def test_a_face_stands_out_of_white_by_its_colour_or_by_its_outline(face: str) -> None:
    assert f'stroke="{OUTLINE}"' in svg(face)
    assert contrast(OUTLINE, "#FFFFFF") >= LEAST_CONTRAST
    on_white = contrast(skin(face), "#FFFFFF")
    assert max(on_white, contrast(skin(face), OUTLINE)) >= LEAST_CONTRAST


@pytest.mark.parametrize("face", FACES)
def test_eyes_and_mouth_stand_out_of_the_skin(face: str) -> None:
    features = svg(face).split("/>", 1)[1]
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9A-F]{6})"', features))
    assert len(colours) == 1
    assert contrast(skin(face), colours.pop()) >= LEAST_CONTRAST


def test_every_face_has_a_shape_of_its_own() -> None:
    shapes = {re.sub(r"#[0-9A-F]{6}", "", svg(face)) for face in FACES}
    assert len(shapes) == len(FACES)
