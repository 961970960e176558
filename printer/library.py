"""python-escpos, imported without what its import does to the rest of the process.

Measured on 3.1: it parses 370 ms of printer descriptions that we do not use, leaves a directory
behind in the temporary folder, and installs a handler on the root logger. Import this module from
the printer's worker only.
"""

import logging
import os
import shutil
from pathlib import Path

_FILE = "ESCPOS_CAPABILITIES_FILE"
_FOLDER = "ESCPOS_CAPABILITIES_PICKLE_DIR"


def _undisturbed() -> None:
    handlers = list(logging.root.handlers)
    kept = {name: os.environ.pop(name, None) for name in (_FILE, _FOLDER)}
    os.environ[_FILE] = str(Path(__file__).with_name("capabilities.json"))
    try:
        from escpos import capabilities
    finally:
        del os.environ[_FILE]
        os.environ.update({name: value for name, value in kept.items() if value is not None})
        logging.root.handlers[:] = handlers
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)


_undisturbed()

from escpos.constants import QR_ECLEVEL_M  # noqa: E402
from escpos.escpos import Escpos  # noqa: E402

__all__ = ["QR_ECLEVEL_M", "Escpos"]
