"""What the last look at this machine found: for its screens, and for a restart."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.domain.finding import Finding, Level
from kiosk.storage.private_file import write_private

FILE = "checked.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """`day`: of the site, ISO. `version`: of the program that looked."""

    day: str
    version: str
    findings: tuple[Finding, ...]


def read_checked(folder: Path) -> Checked | None:
    """None when nobody looked yet, or it cannot be read."""
    try:
        fields = json.loads((folder / FILE).read_bytes())
        findings = tuple(
            Finding(each["id"], each["title"], Level(each["level"]), each["words"], each["fix"])
            for each in fields["findings"]
        )
        return Checked(str(fields["day"]), str(fields["version"]), findings)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep_checked(folder: Path, checked: Checked) -> None:
    """Raises OSError."""
    write_private(folder / FILE, json.dumps(asdict(checked), ensure_ascii=False).encode())
