"""The Python packages that the product needs, from the lock, for each Python of a release.

The wheels of several Pythons go into one folder: what is compiled carries the Python's tag in its
name, all else is the same, and a difference ends the build. So one .deb serves each release.
"""

import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

PYTHONS = ("3.11", "3.12", "3.13")
"""Debian 12; Ubuntu 24.04; Debian 13."""
GLIBC = (34, 28, 27, 24, 17, 12, 5)
"""Of the manylinux tags that Debian 12 (glibc 2.36) can load, newest first."""


class Differing(Exception):
    """Two wheels of one version hold two files of one name that are not the same."""


def fetch(lock: Path, python: str, machine: str, target: Path) -> None:
    """Installs what the lock names, by hash, for a Python that need not be here.

    Raises CalledProcessError.
    """
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in GLIBC]
    platforms += [f"manylinux2014_{machine}", f"manylinux2010_{machine}", f"manylinux1_{machine}"]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-input", "--no-compile", "--no-deps", "--require-hashes"]
    command += ["--only-binary", ":all:", "--implementation", "cp", "--python-version", python]
    for abi in (f"cp{python.replace('.', '')}", "abi3", "none"):
        command += ["--abi", abi]
    for platform in platforms:
        command += ["--platform", platform]
    shutil.rmtree(target, ignore_errors=True)
    command += ["--root-user-action", "ignore", "--target", str(target), "--requirement", str(lock)]
    subprocess.run(command, check=True)


def merge(sources: list[Path], target: Path) -> None:
    """All files of all sources. Raises Differing."""
    shutil.rmtree(target, ignore_errors=True)
    for source in sources:
        for file in sorted(source.rglob("*")):
            place = target / file.relative_to(source)
            if file.is_dir():
                place.mkdir(parents=True, exist_ok=True)
            elif not place.exists():
                shutil.copy2(file, place)
            elif not _may_differ(file) and not filecmp.cmp(file, place, shallow=False):
                raise Differing(f"{file} is not {place}")


def _may_differ(file: Path) -> bool:
    """Where a wheel says what it is; nothing reads it here."""
    return any(folder.suffix == ".dist-info" for folder in file.parents)
