"""The lint of the QML, which `make check` runs, sees what would only fail on the screen."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(ROOT / "packaging" / "dev" / "qmllint.sh"), str(folder)]
    return subprocess.run(
        command, cwd="/", capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("screen.viewModel.question", "screen.viewModel.questoin"),
        ("screen.viewModel.turn(1)", "screen.viewModel.trun(1)"),
        ("screen.look.inkSoft", "screen.look.ink_soft"),
    ],
    ids=["property", "slot", "colour"],
)
def test_a_misspelled_member_is_found(tmp_path: Path, right: str, wrong: str) -> None:
    shutil.copytree(ROOT / "ui" / "qml", tmp_path / "qml")
    file = tmp_path / "qml" / "entrance" / "ChoiceScreen.qml"
    content = file.read_text(encoding="utf-8")
    assert right in content
    file.write_text(content.replace(right, wrong), encoding="utf-8")
    found = lint(tmp_path / "qml")
    assert found.returncode != 0
    assert wrong.removesuffix("(1)").rpartition(".")[2] in found.stderr
