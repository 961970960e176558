"""The technician's PIN: none at first, kept as a hash; each failure costs more than the last."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from kiosk.domain.pin import Locked, NoPin, Right, Wrong, fault_of, remaining_s, wait_after
from kiosk.storage.failure import CannotWrite
from kiosk.storage.pin_file import FILE, PinFile

PIN = "730418"


class Wall:
    """The wall clock, which a test sets."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def pin(tmp_path: Path, wall: Wall) -> PinFile:
    file = PinFile(tmp_path / "data", wall)
    file.set(PIN)
    return file


def fail(pin: PinFile, times: int) -> list[object]:
    return [pin.try_pin("111112") for _ in range(times)]


def test_there_is_no_pin_before_one_is_set(tmp_path: Path) -> None:
    fresh = PinFile(tmp_path)
    assert not fresh.is_set
    assert fresh.try_pin("000000") == NoPin()
    assert list(tmp_path.iterdir()) == []


def test_the_pin_and_no_other_comes_in(pin: PinFile) -> None:
    assert pin.try_pin("730419") == Wrong(0)
    assert pin.try_pin(PIN) == Right()


def test_the_file_holds_no_pin_and_is_its_owners_alone(pin: PinFile) -> None:
    file = pin.folder / FILE
    assert PIN not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_same_pin_is_kept_differently_each_time(pin: PinFile) -> None:
    before = (pin.folder / FILE).read_text()
    pin.set(PIN)
    assert (pin.folder / FILE).read_text() != before


def test_the_third_failure_locks_and_each_one_after_it_twice_as_long(
    pin: PinFile, wall: Wall
) -> None:
    assert fail(pin, 3) == [Wrong(0), Wrong(0), Wrong(30)]
    wall.seconds += 30
    assert fail(pin, 1) == [Wrong(60)]
    wall.seconds += 60
    assert fail(pin, 1) == [Wrong(120)]


def test_a_locked_pad_does_not_even_look_at_the_right_pin(pin: PinFile, wall: Wall) -> None:
    fail(pin, 3)
    wall.seconds += 10
    assert pin.try_pin(PIN) == Locked(20)
    wall.seconds += 20
    assert pin.try_pin(PIN) == Right()


def test_the_lock_outlives_the_process(pin: PinFile, wall: Wall) -> None:
    fail(pin, 3)
    assert PinFile(pin.folder, wall).try_pin(PIN) == Locked(30)


def test_attempts_at_two_screens_at_once_are_all_counted(pin: PinFile, wall: Wall) -> None:
    with ThreadPoolExecutor(8) as screens:
        answers = list(screens.map(PinFile(pin.folder, wall).try_pin, ["111112"] * 24))
    wrong = [answer for answer in answers if isinstance(answer, Wrong)]
    assert len(wrong) == 3
    assert {type(answer) for answer in answers} == {Wrong, Locked}


def test_the_right_pin_forgets_the_failures(pin: PinFile) -> None:
    fail(pin, 2)
    pin.try_pin(PIN)
    assert fail(pin, 1) == [Wrong(0)]


def test_setting_a_pin_unlocks(pin: PinFile) -> None:
    fail(pin, 4)
    pin.set("902715")
    assert pin.try_pin("902715") == Right()


def test_a_clock_set_back_makes_no_lock_longer(pin: PinFile, wall: Wall) -> None:
    fail(pin, 3)
    wall.seconds -= 1_000_000
    assert pin.try_pin(PIN) == Locked(30)
    wall.seconds += 30
    assert pin.try_pin(PIN) == Right()


def test_waiting_never_exceeds_a_day() -> None:
    assert wait_after(1000) == 24 * 3600
    assert remaining_s(1000, -5.0) == 24 * 3600


def test_a_removed_pin_lets_nobody_in(pin: PinFile) -> None:
    pin.remove()
    assert pin.try_pin(PIN) == NoPin()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"salt": 3}', '{"salt": "zz", "more": 1}'])
def test_a_damaged_file_lets_nobody_in(pin: PinFile, content: str) -> None:
    (pin.folder / FILE).write_text(content)
    assert pin.try_pin(PIN) == NoPin()


def test_an_attempt_that_cannot_be_counted_is_not_answered(pin: PinFile) -> None:
    (pin.folder / f"{FILE}.new").mkdir()
    with pytest.raises(CannotWrite):
        pin.try_pin(PIN)


@pytest.mark.parametrize("easy", ["000000", "123456", "654321", "890123", "12345", "1234567890123"])
def test_a_pin_that_can_be_guessed_or_has_not_the_length_is_refused(
    easy: str, tmp_path: Path
) -> None:
    run = CliRunner().invoke(
        borne, ["pin", "set", "--stdin", "--data", str(tmp_path)], input=f"{easy}\n"
    )
    assert run.exit_code == 1
    assert not PinFile(tmp_path).is_set


@pytest.mark.parametrize("wrong", ["", "12a456", "7304 18", "٧٣٠٤١٨"])
def test_a_pin_is_digits_that_a_pad_has(wrong: str) -> None:
    assert fault_of(wrong) is not None


def test_a_pin_is_asked_for_twice_and_shown_nowhere(tmp_path: Path) -> None:
    run = CliRunner().invoke(
        borne, ["pin", "set", "--data", str(tmp_path)], input=f"{PIN}\n{PIN}\n"
    )
    assert run.exit_code == 0
    assert PIN not in run.output
    assert PinFile(tmp_path).try_pin(PIN) == Right()


def test_without_a_keyboard_it_is_said_in_one_sentence_where_to_type(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "pin", "set", "--data", str(tmp_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        # No terminal of ours is its own.
        start_new_session=True,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "--stdin" in line


def test_two_pins_that_differ_set_nothing(tmp_path: Path) -> None:
    run = CliRunner().invoke(
        borne, ["pin", "set", "--data", str(tmp_path)], input=f"{PIN}\n730419\n"
    )
    assert run.exit_code == 1
    assert not PinFile(tmp_path).is_set


def test_the_command_says_whether_there_is_one(tmp_path: Path) -> None:
    said = []
    for arguments in (["status"], ["set", "--stdin"], ["status"], ["remove"], ["status"]):
        run = CliRunner().invoke(
            borne, ["pin", *arguments, "--json", "--data", str(tmp_path)], input=f"{PIN}\n"
        )
        said.append(run.stdout.strip())
    no, yes = '{"set": false}', '{"set": true}'
    assert said == [no, yes, yes, no, no]
