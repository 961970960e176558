"""The files of one package as they will lie on a machine: code, libraries, units and settings."""

import gzip
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path

from papers import copyright_text

CODE = ("kiosk", "ui", "printer", "sync", "assets")
MAINTAINER = "Borne <borne@example.invalid>"
EXECUTABLE = 0o755
PLAIN = 0o644


@dataclass(frozen=True, slots=True)
class Build:
    """What every package of one run is made from."""

    tree: Path
    recipes: Path
    """packaging/deb: a folder for each package."""
    commit: str
    version: str
    epoch: int
    """Seconds; the time that every file carries."""


def stage(build: Build, name: str, site: Path, root: Path) -> None:
    """Lays `borne-NAME` in `root`, with the pruned libraries of `site`."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(build.recipes / name / "root", root)
    home = root / "usr/lib/borne" / name
    _export(build, CODE, home / "app")
    shutil.copytree(site, home / "site")
    (home / "bin").mkdir(exist_ok=True)
    wrapper = build.recipes / "kiosk/root/usr/lib/borne/kiosk/bin/borne"
    shutil.copyfile(wrapper, home / "bin/borne")
    (home / "version").write_text(f"{build.version}\n", "utf-8")
    share = root / "usr/share" / f"borne-{name}"
    share.mkdir(parents=True)
    example = (home / "app/assets/config/borne.toml").read_text("utf-8")
    (share / "borne.toml").write_text(without_server(example), "utf-8")
    if name == "kiosk":
        rules = root / "usr/lib/udev/rules.d"
        rules.mkdir(parents=True)
        shutil.copy(build.tree / "packaging/udev/70-borne-printer.rules", rules)
    _document(build, name, root)
    settle(root, build.epoch)


def without_server(example: str) -> str:
    """The example names a server on the machine itself; a kiosk that is told of none has none."""
    head, _, tail = example.partition("\n[sync]\n")
    section, blank, rest = tail.partition("\n\n\n")
    lines = ["[sync]", *section.split("\n")]
    aside = [f"# {line}" if line and not line.startswith("#") else line for line in lines]
    return head + "\n" + "\n".join(aside) + blank + rest


def settle(root: Path, epoch: int) -> None:
    """One time and plain rights, so that the same sources give the same package."""
    for place in sorted(root.rglob("*"), key=lambda p: -len(p.parts)):
        if not place.is_symlink():
            folder = place.parent.name
            runs = place.is_dir() or (folder in {"bin", "sbin", "DEBIAN"} and _is_script(place))
            place.chmod(EXECUTABLE if runs else PLAIN)
        os.utime(place, (epoch, epoch), follow_symlinks=False)
    root.chmod(EXECUTABLE)
    os.utime(root, (epoch, epoch))


def _is_script(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(2) == b"#!"


def _export(build: Build, names: tuple[str, ...], target: Path) -> None:
    """From the commit, not from the folder: what is not committed is not shipped."""
    command = ["git", "-C", str(build.tree), "archive", build.commit, *names]
    answer = subprocess.run(command, check=True, capture_output=True)
    with tarfile.open(fileobj=BytesIO(answer.stdout)) as archive:
        archive.extractall(target, filter="data")


def _document(build: Build, name: str, root: Path) -> None:
    folder = root / f"usr/share/doc/borne-{name}"
    folder.mkdir(parents=True)
    _export(build, ("packaging/README.md", "LICENSE", "CHANGELOG.md"), folder / "export")
    shutil.move(folder / "export/packaging/README.md", folder / "README.md")
    changes = (folder / "export/CHANGELOG.md").read_bytes()
    (folder / "CHANGELOG.md.gz").write_bytes(gzip.compress(changes, 9, mtime=0))
    when = format_datetime(datetime.fromtimestamp(build.epoch, UTC))
    entry = f"borne-{name} ({build.version}) stable; urgency=medium\n\n  * See CHANGELOG.md.gz.\n"
    entry += f"\n -- {MAINTAINER}  {when}\n"
    (folder / "changelog.gz").write_bytes(gzip.compress(entry.encode(), 9, mtime=0))
    licence = (folder / "export/LICENSE").read_text("utf-8")
    site = root / "usr/lib/borne" / name / "site"
    (folder / "copyright").write_text(copyright_text(site, licence), "utf-8")
    shutil.rmtree(folder / "export")
