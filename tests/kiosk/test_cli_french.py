"""Whatever is typed, the command line answers in French, click's own words included."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from kiosk.cli.french import WORDS
from tests.test_documentation import ALL

LETTERS = re.compile(r"[^\W\d_]{2,}")
OPTION = re.compile(r"--?[a-z][a-z-]*")
FIELD = re.compile(r"\{[^}]*\}")
BOTH = frozenset({"message", "exit", "show"})
"""A French word, and names of commands."""
MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")
NEVER_SAID = frozenset(
    {
        # Of what we do not have: prompts, colours, commands that are to go.
        "Do you want to continue?",
        "Confirm the action without prompting.",
        "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
        "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
        # To the programmer, when a command is declared.
        "Arguments take exactly one parameter declaration, got {length}: {decls}.",
        "Boolean option {decl!r} cannot use the same flag for true/false.",
        "Choice({choices})",
        "Could not determine name for option with declarations {decls!r}",
        "Invalid start character for option ({option})",
        "Name '{name}' defined twice",
        "No options defined but a name was passed ({name}). Did you mean to declare an argument "
        "instead? Did you mean to pass '--{name}'?",
        # The same in French.
        "%(prog)s, version %(version)s",
    }
)


def words(text: str) -> set[str]:
    return {word.lower() for word in LETTERS.findall(OPTION.sub("", FIELD.sub("", text)))}


ENGLISH = words(" ".join(WORDS)) - words(" ".join(WORDS.values())) - BOTH


def english(said: str) -> set[str]:
    return words(said) & ENGLISH


def said_by_click() -> Iterator[str]:
    folder = Path(click.__file__).parent
    for module in MODULES:
        for node in ast.walk(ast.parse((folder / f"{module}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "ngettext"):
                yield from (
                    str(argument.value)
                    for argument in node.args
                    if isinstance(argument, ast.Constant)
                )


def test_each_sentence_of_click_has_its_french() -> None:
    assert set(said_by_click()) - WORDS.keys() == NEVER_SAID


@pytest.mark.parametrize("english_words", WORDS)
def test_a_french_sentence_takes_what_the_english_one_is_given(english_words: str) -> None:
    given = {field.strip("{}").removesuffix("!r") for field in FIELD.findall(english_words)}
    taken = {field.strip("{}") for field in FIELD.findall(WORDS[english_words])}
    assert taken == given


@pytest.mark.parametrize("name", ["borne", *ALL])
def test_the_help_of_a_command_is_in_french(name: str) -> None:
    found = CliRunner().invoke(borne, [*name.split()[1:], "--help"], prog_name="borne")
    assert found.exit_code == 0
    assert "Utilisation" in found.stdout
    assert english(found.stdout) == set()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "tickt",
        "config",
        "config chek",
        "ticket",
        "ticket a b",
        "ticket a b c",
        "ticket a --cont 3",
        "ticket a --langs fr",
        "ticket a --count",
        "ticket a --count many",
        "ticket a --count 0",
        "ticket a --json=1",
        "ticket fusee",
        "rate good",
        "rate 9",
        "server --port 99999",
        "entrance --speech-log /",
    ],
)
def test_wrong_usage_is_told_in_french(typed: str) -> None:
    found = CliRunner().invoke(borne, typed.split(), prog_name="borne")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr
    assert english(found.stderr) == set()


def test_an_interruption_is_told_in_french() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    found = CliRunner().invoke(click.Command("wait", callback=interrupted))
    assert found.exit_code == 1
    assert found.stderr.strip() == "Interrompu."
