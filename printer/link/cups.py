"""The last resort: a raw queue of CUPS, through `lp`. It says that a file was queued, no more.

No byte goes back, so no proof is possible: the profile must be one that promises none. The file is
handed over when everything was taken, so what is abandoned before was never sent.
"""

import contextlib
import shutil
import subprocess
import sys
import time

from printer.link.base import Absent, LinkFailure, Lost
from printer.outcome import Health

STATUS_S = 2.0


class CupsLink:
    def __init__(self, queue: str, program: str = "lp") -> None:
        self._queue = queue
        self._program = program
        self._job: bytearray | None = None

    def open(self, deadline: float) -> LinkFailure | None:  # noqa: ARG002
        if shutil.which(self._program) is None:
            return Absent(f"{self._program} is not installed")
        self._job = bytearray()
        return None

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:  # noqa: ARG002
        self._opened().extend(data)
        return len(data)

    def read_some(self, deadline: float) -> bytes | LinkFailure:  # noqa: ARG002
        return b""

    def drain(self, deadline: float) -> bool | LinkFailure:
        """Hand the job to the queue. What `lp` did not take by the deadline may still print."""
        command = [self._program, "-d", self._queue, "-o", "raw", "-s", "--", "-"]
        try:
            ended = subprocess.run(
                command,
                input=bytes(self._opened()),
                capture_output=True,
                timeout=max(0.0, deadline - time.monotonic()),
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        except OSError as error:
            return Lost(str(error))
        if ended.returncode:
            return Lost(ended.stderr.decode(errors="replace").strip())
        return True

    def hint(self) -> Health | None:
        return None

    def close(self) -> None:
        self._job = None

    def _opened(self) -> bytearray:
        if self._job is None:
            raise RuntimeError("the link is not open")
        return self._job


def queues(program: str = "lpstat") -> tuple[str, ...]:
    """The names of the queues of this machine; none where CUPS is not."""
    found = b""
    if shutil.which(program) is not None and sys.platform != "win32":
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            found = subprocess.run(
                [program, "-e"], capture_output=True, timeout=STATUS_S, check=False
            ).stdout
    return tuple(found.decode(errors="replace").split())
