"""What the server said of the time: kept for the other programs of this boot, and for a restart."""

import json
import logging
from pathlib import Path

from kiosk.domain.clock import Anchor
from kiosk.domain.system_errors import trouble
from kiosk.storage.private_file import write_private

FILE = "clock.json"

log = logging.getLogger(__name__)


def keep_anchor(folder: Path, anchor: Anchor) -> None:
    """A disk that is full or gone is logged: the time will be asked for again."""
    fields = {"t": anchor.t, "mono": anchor.mono, "boot_id": anchor.boot_id}
    try:
        write_private(folder / FILE, json.dumps(fields).encode())
    except OSError as error:
        log.warning("the time that the server said cannot be kept: %s", trouble(error))


def kept_anchor(folder: Path) -> Anchor | None:
    """None when none was kept, or it cannot be read."""
    try:
        fields = json.loads((folder / FILE).read_bytes())
        return Anchor(int(fields["t"]), int(fields["mono"]), str(fields["boot_id"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
