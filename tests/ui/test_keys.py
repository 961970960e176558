"""Keys and their meanings, without a window."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.stand import PatientClock
from ui.keys import _SPECIAL, OK_APART_S, USUAL, Key, Strokes, code_of, meanings, name_of
from ui.speech import number_aloud


@pytest.mark.parametrize("name", _SPECIAL)
def test_a_key_has_the_number_that_qt_gives_it(name: str) -> None:
    assert code_of(name) == Qt.Key[f"Key_{name}"].value


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("F1", Qt.Key.Key_F1),
        ("F35", Qt.Key.Key_F35),
        ("r", Qt.Key.Key_R),
        ("R", Qt.Key.Key_R),
        ("5", Qt.Key.Key_5),
        ("+", Qt.Key.Key_Plus),
        ("-", Qt.Key.Key_Minus),
        ("0x01000014", Qt.Key.Key_Right),
    ],
)
def test_other_keys_too(name: str, key: Qt.Key) -> None:
    assert code_of(name) == key.value


@pytest.mark.parametrize("name", ["Retrun", "F36", "F0", "0xzz", ""])
def test_what_is_no_key_has_none(name: str) -> None:
    assert code_of(name) is None


def test_every_meaning_of_a_key_pad_has_a_usual_key_and_each_key_one_meaning() -> None:
    on_the_pad = set(Key) - {Key.HEADSET_IN, Key.HEADSET_OUT}
    found = meanings({})
    assert set(found.values()) == on_the_pad
    assert len(found) == sum(map(len, USUAL.values()))


def test_a_site_replaces_the_keys_of_one_meaning_only() -> None:
    found = meanings({"ok": ("F13",)})
    assert found[Qt.Key.Key_F13.value] is Key.OK
    assert Qt.Key.Key_Return.value not in found
    assert found[Qt.Key.Key_Right.value] is Key.NEXT
    assert name_of(Key.OK, {"ok": ("F13",)}) == "F13"
    assert name_of(Key.CURTAIN, {}) == "F9"


def test_ok_counts_again_after_half_a_second_and_other_keys_at_once() -> None:
    clock = PatientClock()
    strokes = Strokes(clock)
    assert strokes.counts(Key.OK, held=False)
    clock.seconds += OK_APART_S - 0.01
    assert not strokes.counts(Key.OK, held=False)
    clock.seconds += OK_APART_S
    assert strokes.counts(Key.OK, held=False)
    assert all(strokes.counts(Key.NEXT, held=False) for _ in range(3))
    assert not strokes.counts(Key.NEXT, held=True)


@pytest.mark.parametrize(
    ("number", "aloud"),
    [("A042", "A, 42"), ("A001", "A, 1"), ("R1000", "R, 1000"), ("A2-07", "A 2, 7"), ("", "")],
)
def test_a_number_is_said_without_its_zeros(number: str, aloud: str) -> None:
    assert number_aloud(number) == aloud
