"""An answer that nobody can read is said on standard error, and ends with status 1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")
A_COMMAND_S = 60


def run(
    *words: str, closed: bool = False, unbuffered: str = ""
) -> subprocess.CompletedProcess[str]:
    """The real command, its standard output on a full disk or closed."""
    with FULL.open("w") as full:
        return subprocess.run(
            ["/bin/sh", "-c", f'exec "$@" {">&-" if closed else ""}', "sh", *command(*words)],
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=A_COMMAND_S,
            check=False,
        )


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "kiosk", *words]


pytestmark = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["config show --json", "config show", "--help", "rate --help"])
def test_an_answer_that_cannot_be_written_is_one_sentence(words: str, unbuffered: str) -> None:
    ended = run(*words.split(), unbuffered=unbuffered)
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert "le disque est plein" in sentence


def test_a_number_whose_answer_cannot_be_written_is_told_all_the_same(tmp_path: Path) -> None:
    ended = run("ticket", "passeport", "--json", "--data", str(tmp_path))
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert "A001" in sentence


def test_no_number_is_given_where_nobody_reads_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ended = run("ticket", "passeport", "--data", str(data), closed=True)
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert "La sortie standard est fermée" in sentence
    assert not data.exists()


def test_a_reader_that_has_enough_ends_the_command_without_a_word(tmp_path: Path) -> None:
    tickets = command("ticket", "passeport", "--count", "50", "--data", str(tmp_path))
    with subprocess.Popen(
        tickets, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("A001")
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(A_COMMAND_S) == 1
