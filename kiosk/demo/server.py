"""A server of its own for the demonstration: another process, on loopback, ended with it."""

import json
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from kiosk.data_folder import DataFolder
from kiosk.enrolling import Enrolled, enrol_here
from kiosk.storage.database import Unusable
from sync.client.enrol import NotAdmitted
from sync.server.beside import beside
from sync.server.codes import Invitation, make
from sync.server.storage import Unusable as NoServerBase

START_S = 30.0
STOP_S = 10.0


class ServerDidNotStart(Exception):
    """The process ended, or said nothing in time; `args` has what it said."""


class LocalServer:
    """`url` once entered. Raises ServerDidNotStart."""

    def __init__(self, database: Path, config_file: Path) -> None:
        self.database = database
        self.url = ""
        self._config_file = config_file

    def __enter__(self) -> "LocalServer":
        self._process = subprocess.Popen(
            self._command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        try:
            self.url = str(json.loads(_first_line(self._process.stdout))["url"])
        except ValueError as error:
            self._end()
            assert self._process.stderr is not None
            raise ServerDidNotStart(self._process.stderr.read().strip()) from error
        return self

    def let_in(self, folder: Path, site: str) -> None:
        """The machine of this data folder may speak for the site. Raises ServerDidNotStart."""
        made = beside(
            self.database, lambda rows: make(rows, Invitation(site), time.time_ns() // 1_000_000)
        )
        if isinstance(made, NoServerBase):
            raise ServerDidNotStart(made.advice)
        code, _expires = made
        match enrol_here(DataFolder(folder), self.url, code):
            case Unusable(advice=said) | NotAdmitted(reason=said):
                raise ServerDidNotStart(said)
            case Enrolled():
                pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._end()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()

    def _command(self) -> list[str]:
        command = [sys.executable, "-m", "kiosk", "server", "--json", "--port", "0"]
        return [
            *command,
            "--db",
            f"sqlite:///{self.database}",
            "--config",
            str(self._config_file),
        ]

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _first_line(stream: IO[str]) -> str:
    """Empty when none came in time."""
    ready, _, _ = select.select([stream], [], [], START_S)
    return stream.readline() if ready else ""
