"""The system's packages that a bare Debian lacks, in a folder that apt reads without a network."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SOURCES = (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list"))
FALLBACK = ("xserver-xorg-core", "xserver-xorg-input-libinput", "openbox", "x11-xserver-utils")
WANTED = ("espeak-ng", "alsa-utils", "nftables", "apparmor", "wlr-randr", *FALLBACK)
"""What is worth having beside what must be there."""


@dataclass(frozen=True, slots=True)
class Release:
    folder: str
    suite: str


RELEASES = (Release("debian-12", "bookworm"), Release("debian-13", "trixie"))


def mirror() -> str | None:
    """Where this machine gets its packages; None where it has no apt or no Debian's keys."""
    if shutil.which("apt-get") is None or not KEYRING.exists():
        return None
    for file in SOURCES:
        for line in file.read_text("utf-8").splitlines() if file.exists() else []:
            words = line.split()
            if words and words[0] in {"URIs:", "deb"}:
                return next((word for word in words if "://" in word), None)
    return None


def download(
    release: Release, debs: list[Path], architecture: str, source: str, target: Path
) -> bool:
    """Fills `target` with all that `debs` need, down to the C library.

    So exact versions agree, whatever the age of the machine's own. False when apt could not, for
    want of a network perhaps.
    """
    work = target.with_suffix(".work")
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("state/lists/partial", "cache/archives/partial", "etc/preferences.d", "log"):
        (work / folder).mkdir(parents=True)
    (work / "status").touch()
    signed = f"[signed-by={KEYRING}]"
    suites = [f"deb {signed} {source} {release.suite} main"]
    suites.append(f"deb {signed} {source} {release.suite}-updates main")
    suites.append(f"deb {signed} {source.rstrip('/')}-security {release.suite}-security main")
    (work / "etc/sources.list").write_text("\n".join(suites) + "\n", "utf-8")
    apt = ["apt-get", "--quiet=2", *_options(work, architecture)]
    install = ["install", "--yes", "--download-only", "--no-install-recommends"]
    try:
        subprocess.run([*apt, "update"], check=True)
        subprocess.run([*apt, *install, *WANTED, *(f"{deb.resolve()}" for deb in debs)], check=True)
    except subprocess.CalledProcessError:
        return False
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for deb in (work / "cache/archives").glob("*.deb"):
        # The colon of an epoch is written %3a, which apt would read as a colon.
        shutil.move(deb, target / deb.name.replace("%3a", "-"))
    shutil.rmtree(work)
    index(target, sorted(target.glob("*.deb")))
    return True


def index(folder: Path, debs: Iterable[Path]) -> None:
    """Makes `folder` a source of packages for apt."""
    told = []
    for deb in debs:
        field = ["dpkg-deb", "--field", str(deb)]
        control = subprocess.run(field, check=True, capture_output=True, text=True).stdout
        data = deb.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        facts = f"Filename: ./{deb.name}\nSize: {len(data)}\nSHA256: {digest}\n"
        told.append(control.rstrip("\n") + "\n" + facts)
    (folder / "Packages").write_text("\n".join(told), "utf-8")


def _options(work: Path, architecture: str) -> list[str]:
    settings = {
        "Dir": "/",
        "Dir::Etc": f"{work}/etc",
        "Dir::Etc::sourcelist": f"{work}/etc/sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State": f"{work}/state",
        "Dir::State::status": f"{work}/status",
        "Dir::Cache": f"{work}/cache",
        "Dir::Log": f"{work}/log",
        "APT::Architecture": architecture,
        "APT::Architectures": architecture,
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
    }
    return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
