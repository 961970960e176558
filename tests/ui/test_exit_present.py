"""What the screens of the exit say."""

from dataclasses import replace
from uuid import UUID

import pytest

from kiosk.config import ExitSettings
from kiosk.domain.feedback import FOUR_FACES, SCALES, Feedback, Reason, Resolution, Scale
from kiosk.domain.satisfaction import Month, Satisfaction
from kiosk.paths import ASSETS
from tests.fakes import LANGUAGES, PARIS, small_config
from tests.ui.kit import TEXTS
from tests.ui.sizes import PORTRAIT
from ui.access import Aid
from ui.exit import comment, present
from ui.exit.flow import REPEAT_S, WRITING_S, Screen, State
from ui.exit.keyboard import Draft, load_layout
from ui.exit.reading import reading
from ui.message import out_of_order

LAYOUTS = {lang: load_layout(ASSETS / "i18n" / f"{lang}.toml") for lang in LANGUAGES}
CONTEXT = present.Context(small_config(), TEXTS, tuple(Aid), LAYOUTS)
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
    faces = present.faces(State(lang=lang), CONTEXT, None).faces
    assert [face["value"] for face in faces] == [1, 2, 3, 4]
    assert [face["id"] for face in faces] == list(FOUR_FACES.faces)
    assert [face["label"] for face in faces] == SAID[lang]


def test_a_face_is_spoken_with_its_place_on_the_scale() -> None:
    spoken = [face["spoken"] for face in present.faces(State(), CONTEXT, None).faces]
    assert spoken[-1] == "Très bien, 4 sur 4"


def test_faces_rest_a_moment_between_two_visitors_but_not_for_a_change_of_mind() -> None:
    assert present.faces(State(), CONTEXT, None).ready
    assert not present.faces(State(rest_s=REPEAT_S), CONTEXT, None).ready
    assert present.faces(replace(HAPPY, screen=Screen.FACES, rest_s=REPEAT_S), CONTEXT, None).ready


def test_the_question_about_the_outcome_can_be_passed_over_like_any_answer() -> None:
    shown = present.resolution(replace(HAPPY, screen=Screen.RESOLUTION), CONTEXT, ROOM)
    assert shown.question == "Votre demande est-elle réglée\u00a0?"
    assert [tile["label"] for tile in shown.tiles] == ["Oui", "En partie", "Non", "Passer"]
    assert (shown.face, shown.skip, shown.done) == ("very_good", "", "")


OCTOBER = Satisfaction(Month(2026, 10, PARIS), 359, 412)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "87\u00a0% de visiteurs satisfaits en octobre, 412\u00a0avis"),
        ("en", "87% of visitors satisfied in October, 412 opinions"),
        ("es", "87\u00a0% de visitantes satisfechos en octubre, 412 opiniones"),
    ],
)
def test_last_month_is_told_to_who_comes_and_not_to_who_has_answered(lang: str, said: str) -> None:
    assert present.faces(State(lang=lang), CONTEXT, OCTOBER).result == said
    answered = replace(HAPPY, screen=Screen.FACES, lang=lang)
    assert present.faces(answered, CONTEXT, OCTOBER).result == ""
    assert present.faces(State(lang=lang), CONTEXT, None).result == ""


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.id)
def test_a_number_key_stands_for_each_face_of_the_scale(scale: Scale) -> None:
    config = replace(small_config(), exit=ExitSettings(scale))
    shown = present.faces(State(), present.Context(config, TEXTS, tuple(Aid), LAYOUTS), None)
    assert list(shown.keys) == [str(face["value"]) for face in shown.faces]
    assert len(shown.faces) == len(scale.faces)
    assert shown.question == TEXTS["fr"].say(f"exit.{scale.question}")


def test_the_comment_warns_of_names() -> None:
    writing = State(Screen.COMMENT, given=UNHAPPY.given, draft=Draft("Non", shift=False))
    shown = comment.comment(writing, CONTEXT)
    assert shown.hint == "N’écrivez pas de nom, de numéro ni d’adresse."
    assert (shown.count, shown.can_send) == ("3 sur 240", True)
    assert not comment.comment(replace(writing, draft=Draft(" ")), CONTEXT).can_send


def test_the_exit_asks_in_the_end_whether_one_is_still_there() -> None:
    writing = State(Screen.COMMENT, given=UNHAPPY.given, idle_s=WRITING_S - 0.5)
    assert not present.idle(writing, CONTEXT).asked
    asked = present.idle(replace(writing, idle_s=WRITING_S), CONTEXT)
    assert (asked.asked, asked.covering) == (True, True)
    assert asked.question == TEXTS["fr"].say("common.still_there")
    assert "20 secondes" in asked.countdown


@pytest.mark.parametrize("lang", LAYOUTS)
@pytest.mark.parametrize("symbols", [False, True])
def test_no_row_of_keys_is_wider_than_the_keyboard(lang: str, symbols: bool) -> None:
    state = State(Screen.COMMENT, lang, UNHAPPY.given, draft=Draft(symbols=symbols))
    shown = comment.keyboard(state, CONTEXT)
    widths = [sum(float(str(key["span"])) for key in row) for row in shown.rows]
    assert max(widths) == widths[-1] == shown.columns
    assert len(shown.rows) <= shown.lines
    keys = [str(key["key"]) for row in shown.rows for key in row]
    assert len(set(keys)) == len(keys)
    assert {"erase", "space", "page"} <= set(keys)


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


def test_out_of_order_sends_to_the_reception_and_promises_no_help_that_cannot_come() -> None:
    state, words = State(Screen.OUT_OF_ORDER, "en", help_asked=True), TEXTS["en"]
    assert out_of_order(CONTEXT.words(state)).detail == words.say("common.ask_reception")
    told = replace(small_config(), sync=replace(small_config().sync, url="https://example.org"))
    context = replace(CONTEXT, config=told)
    assert present.strip(state, context).helped == words.say("common.help_at_reception")
    working = replace(state, screen=Screen.FACES)
    assert present.strip(working, context).helped == words.say("common.helped")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_thanks_tell_what_the_site_changed_and_leave_time_to_read_it(lang: str) -> None:
    told = {each: f"{each} : ouvert le lundi" for each in LANGUAGES}
    settings = ExitSettings(changed=told)
    context = replace(CONTEXT, config=replace(small_config(), exit=settings))
    state = replace(UNHAPPY, screen=Screen.THANKS, lang=lang)
    said = present.thanks(state, context).changed
    assert said.split("\n") == [TEXTS[lang].say("exit.changed"), told[lang]]
    assert told[lang] in reading(state, context, PORTRAIT.room(), None).words
    assert present.thanks(state, CONTEXT).changed == ""
    assert context.flow.idle_limit_s(state) > CONTEXT.flow.idle_limit_s(state)
