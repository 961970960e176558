"""Builds everything that a technician installs from, into one folder: `make packages`.

    python packaging/deb/build.py [--out dist] [--version V] [--debs]

BORNE_SIGNING_KEY names the Ed25519 key (PEM) that signs the checksums.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from libraries import PYTHONS, fetch, merge
from offline import RELEASES, download, index, mirror
from package import ARCHITECTURES, make_archive, make_deb, make_rpm
from papers import bill_of_materials, fingerprint, locked_hashes, sign_sums, write_sums
from prune import prune
from stage import Build, stage

NAMES = ("kiosk", "server")
MEGABYTE = 1e6


def main() -> None:
    options = _options()
    tree = Path(__file__).resolve().parent.parent.parent
    build = _build_of(tree, options.version)
    out, work = options.out.resolve(), tree / "build/packages"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    machine = platform.machine()
    lock = tree / "requirements.lock"
    sites = _libraries(lock, machine, work)
    roots = {name: work / f"borne-{name}" for name in NAMES}
    when = datetime.fromtimestamp(build.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    hashes = locked_hashes(lock)
    debs = []
    for name in NAMES:
        stage(build, name, sites[name], roots[name])
        debs.append(make_deb(build, name, roots[name], machine, out))
        bill = bill_of_materials(f"borne-{name}", build.version, sites[name], when, hashes)
        (out / f"borne-{name}_{build.version}.cdx.json").write_text(bill, "utf-8")
        _told(debs[-1])
    index(out, debs)
    if not options.debs:
        _others(build, roots, machine, out)
        _system(debs, ARCHITECTURES[machine], out)
    shutil.copy(build.recipes / "install.sh", out)
    shutil.copy(tree / "packaging/README.md", out)
    _sign(out)


def _others(build: Build, roots: dict[str, Path], machine: str, out: Path) -> None:
    _told(make_archive(build, roots, machine, out))
    for name in NAMES:
        rpm = make_rpm(build, name, roots[name], machine, out)
        if rpm is None:
            _say("no rpmbuild here: the .rpm are not built")
            return
        _told(rpm)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Builds what a technician installs from.")
    parser.add_argument("--out", type=Path, default=Path("dist"))
    parser.add_argument(
        "--version", help="another version than the sources say (to try an upgrade)"
    )
    parser.add_argument("--debs", action="store_true", help="our two .deb and nothing else")
    return parser.parse_args()


def _build_of(tree: Path, version: str | None) -> Build:
    git = ["git", "-C", str(tree)]
    commit = _answer([*git, "rev-parse", "HEAD"])
    if _answer([*git, "status", "--porcelain", "--untracked-files=no"]):
        _say("WARNING: what is not committed is not in the packages")
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or _answer([*git, "log", "-1", "--format=%ct"])
    said = _answer([*git, "show", f"{commit}:kiosk/__init__.py"]).partition('__version__ = "')[2]
    recipes = tree / "packaging/deb"
    return Build(tree, recipes, commit, version or said.partition('"')[0], int(epoch))


def _libraries(lock: Path, machine: str, work: Path) -> dict[str, Path]:
    """The pruned libraries of each package; fetched again only when the lock changed."""
    fetched = []
    for python in PYTHONS:
        folder, stamp = work / f"python-{python}", work / f"python-{python}.lock"
        if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
            _say(f"fetching the libraries for Python {python} …")
            fetch(lock, python, machine, folder)
            shutil.copy(lock, stamp)
        fetched.append(folder)
    sites = {name: work / f"site-{name}" for name in NAMES}
    for name, site in sites.items():
        merge(fetched, site)
        prune(site, screens=name == "kiosk")
    return sites


def _system(debs: list[Path], architecture: str, out: Path) -> None:
    source = mirror()
    for release in RELEASES:
        begun = time.monotonic()
        done = source is not None and download(
            release, debs, architecture, source, out / release.folder
        )
        if not done:
            _say(
                f"WARNING: the system's packages for {release.suite} could not be fetched: "
                "the machine that installs needs a network, or a folder made where there is one"
            )
            continue
        files = list((out / release.folder).glob("*.deb"))
        size = sum(file.stat().st_size for file in files) / MEGABYTE
        seconds = time.monotonic() - begun
        _say(f"{release.folder}/: {len(files)} packages, {size:.0f} MB, {seconds:.0f} s")


def _sign(out: Path) -> None:
    write_sums(out)
    named = os.environ.get("BORNE_SIGNING_KEY")
    if not sign_sums(out, Path(named) if named else None):
        _say(
            "WARNING: signed with a key made for this once and thrown away: nobody can know it. "
            "For a release: BORNE_SIGNING_KEY=key.pem make packages"
        )
    _say(f"fingerprint of the key: {fingerprint(out)}")


def _told(file: Path) -> None:
    _say(f"{file.name}: {file.stat().st_size / MEGABYTE:.1f} MB")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _answer(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
