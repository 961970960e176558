"""What the screens of the exit say."""

from dataclasses import replace
from uuid import UUID

import pytest

from kiosk.domain.feedback import FOUR_FACES, Feedback, Reason, Resolution
from tests.fakes import small_config
from tests.ui.kit import TEXTS
from tests.ui.sizes import PORTRAIT
from ui.exit import present
from ui.exit.flow import REPEAT_S, Screen, State
from ui.message import out_of_order

CONTEXT = present.Context(small_config(), TEXTS)
ROOM = PORTRAIT.room()
HAPPY = State(Screen.REASONS, given=Feedback(UUID(int=1), "faces-4", 4, "fr"))
UNHAPPY = State(Screen.REASONS, given=Feedback(UUID(int=1), "faces-4", 1, "fr"))
SAID = {
    "fr": ["Très mal", "Plutôt mal", "Plutôt bien", "Très bien"],
    "en": ["Very badly", "Rather badly", "Rather well", "Very well"],
    "es": ["Muy mal", "Bastante mal", "Bastante bien", "Muy bien"],
}


@pytest.mark.parametrize("lang", SAID)
def test_faces_go_from_worst_to_best_each_with_its_word(lang: str) -> None:
    faces = present.faces(State(lang=lang), CONTEXT).faces
    assert [face["value"] for face in faces] == [1, 2, 3, 4]
    assert [face["id"] for face in faces] == list(FOUR_FACES.faces)
    assert [face["label"] for face in faces] == SAID[lang]


def test_a_face_is_spoken_with_its_place_on_the_scale() -> None:
    spoken = [face["spoken"] for face in present.faces(State(), CONTEXT).faces]
    assert spoken[-1] == "Très bien, 4 sur 4"


def test_faces_rest_a_moment_between_two_visitors_but_not_for_a_change_of_mind() -> None:
    assert present.faces(State(), CONTEXT).ready
    assert not present.faces(State(rest_s=REPEAT_S), CONTEXT).ready
    assert present.faces(replace(HAPPY, screen=Screen.FACES, rest_s=REPEAT_S), CONTEXT).ready


def test_the_question_about_the_outcome_can_be_passed_over_like_any_answer() -> None:
    shown = present.resolution(replace(HAPPY, screen=Screen.RESOLUTION), CONTEXT, ROOM)
    assert shown.question == "Votre demande est-elle réglée\u00a0?"
    assert [tile["label"] for tile in shown.tiles] == ["Oui", "En partie", "Non", "Passer"]
    assert (shown.face, shown.skip, shown.done) == ("very_good", "", "")


def test_an_answer_already_given_is_shown() -> None:
    assert HAPPY.given is not None
    said = replace(HAPPY, given=replace(HAPPY.given, resolution=Resolution.PARTLY))
    picked = [
        tile["id"] for tile in present.resolution(said, CONTEXT, ROOM).tiles if tile["picked"]
    ]
    assert picked == ["partly"]


def test_reasons_speak_with_the_mood() -> None:
    happy, unhappy = (present.reasons(state, CONTEXT, ROOM) for state in (HAPPY, UNHAPPY))
    assert happy.question == "Qu’avez-vous apprécié\u00a0?"
    assert unhappy.question == "Qu’est-ce qui n’a pas été\u00a0?"
    ids = [tile["id"] for tile in happy.tiles]
    assert ids == [tile["id"] for tile in unhappy.tiles] == [reason.value for reason in Reason]
    pairs = zip(happy.tiles, unhappy.tiles, strict=True)
    assert all(one["label"] != other["label"] for one, other in pairs)
    assert len(ids) <= 6


def test_reasons_that_were_touched_are_marked() -> None:
    shown = present.reasons(replace(HAPPY, picked=(Reason.PLACE,)), CONTEXT, ROOM)
    assert [tile["id"] for tile in shown.tiles if tile["picked"]] == ["place"]


def test_the_thanks_show_what_was_chosen_and_how_to_change_it() -> None:
    shown = present.thanks(replace(UNHAPPY, screen=Screen.THANKS), CONTEXT)
    assert [face["id"] for face in shown.faces if face["chosen"]] == ["very_bad"]
    assert shown.change == "Changer mon avis"


def test_out_of_order_sends_to_the_reception_and_offers_no_help_that_cannot_come() -> None:
    state = State(Screen.OUT_OF_ORDER, "en")
    assert out_of_order(CONTEXT.words(state)).detail == TEXTS["en"].say("common.ask_reception")
    assert present.strip(state, CONTEXT).help == ""
    assert present.strip(State(), CONTEXT).help != ""
