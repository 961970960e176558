"""The scales of faces, and what their values are worth."""

from pathlib import Path

import pytest

from kiosk.domain.feedback import FIVE_FACES, FOUR_FACES, JDMA, SCALES, is_green
from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS

FRENCH = load_texts(ASSETS / "i18n" / "fr.toml")


def scores(scale_id: str) -> list[float]:
    scale = SCALES[scale_id]
    return [scale.score_10(value) for value in range(1, len(scale.faces) + 1)]


def test_the_scale_of_the_state_has_its_words_and_its_scores() -> None:
    assert FRENCH.say(f"exit.{JDMA.question}") == (
        "De façon générale, comment ça s’est passé\u00a0?"
    )
    words = [FRENCH.say(f"exit.{label}") for label in JDMA.labels]
    assert words == ["Pas bien", "Moyen", "Très bien"]
    assert scores("jdma-3") == [0, 5, 10]


def test_other_scales_go_from_0_to_10_in_equal_steps() -> None:
    assert scores("faces-4") == pytest.approx([0, 3.333, 6.667, 10], abs=0.001)
    assert scores("faces-5") == [0, 2.5, 5, 7.5, 10]


@pytest.mark.parametrize(
    ("score", "green"), [(7.99, False), (8, True), (10, True), (0, False), (5, False)]
)
def test_green_begins_at_8(score: float, green: bool) -> None:
    assert is_green(score) is green


def test_the_satisfied_chose_the_two_best_of_four_or_five_or_the_best_of_three() -> None:
    for scale, happy in ((FOUR_FACES, [3, 4]), (FIVE_FACES, [4, 5]), (JDMA, [3])):
        values = range(1, len(scale.faces) + 1)
        assert [value for value in values if scale.is_happy(value)] == happy


@pytest.mark.parametrize("name", SCALES)
def test_every_face_of_a_scale_has_a_drawing_and_a_word(name: str) -> None:
    scale = SCALES[name]
    assert len(scale.faces) == len(scale.labels) == len(set(scale.faces))
    for face, label in zip(scale.faces, scale.labels, strict=True):
        assert Path(ASSETS, "faces", f"{face}.svg").is_file()
        assert FRENCH.say(f"exit.{label}") == FRENCH.say(f"live.face_{label}")
