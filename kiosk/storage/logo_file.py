"""Which logo lies in which printer, and when its memory was written: it wears out."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kiosk.domain.system_errors import trouble
from kiosk.storage.failure import CannotWrite

FILE = "logo.json"
MOST_WRITES = 3
"""A day. Makers ask for ten at most, of a hundred thousand in all."""
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class KeptLogo:
    """`digest` empty: none. `writes`: seconds since 1970."""

    printer: str = ""
    digest: str = ""
    key: str = ""
    rows: int = 0
    writes: tuple[float, ...] = ()

    def lies_in(self, printer: str) -> bool:
        return bool(self.digest) and self.printer == printer


@dataclass(frozen=True, slots=True)
class LogoFile:
    """Of one data folder. What cannot be read is no logo."""

    folder: Path
    now: Callable[[], float] = time.time

    def read(self) -> KeptLogo:
        try:
            found = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
            return KeptLogo(
                str(found["printer"]),
                str(found["digest"]),
                str(found["key"]),
                int(found["rows"]),
                tuple(float(write) for write in found["writes"]),
            )
        except (OSError, ValueError, TypeError, KeyError):
            return KeptLogo()

    def may_write(self) -> bool:
        return len(self._recent()) < MOST_WRITES

    def count_write(self) -> None:
        """Before the first byte leaves: a power cut must not give a write for free."""
        self._write(replace(self.read(), writes=(*self._recent(), self.now())))

    def keep(self, printer: str, digest: str, key: str, rows: int) -> None:
        self._write(KeptLogo(printer, digest, key, rows, self.read().writes))

    def forget(self) -> None:
        """Tickets go without; the count stays."""
        self._write(KeptLogo(writes=self.read().writes))

    def _recent(self) -> tuple[float, ...]:
        """A write that the clock puts in the future counts too."""
        return tuple(write for write in self.read().writes if self.now() - write < DAY_S)

    def _write(self, kept: KeptLogo) -> None:
        file = self.folder / FILE
        new = file.with_suffix(".new")
        try:
            with new.open("w", encoding="utf-8") as stream:
                json.dump(asdict(kept), stream)
                stream.flush()
                os.fsync(stream.fileno())
            new.replace(file)
        except OSError as error:
            raise CannotWrite(
                f"Le fichier {file} ne peut pas être écrit : {trouble(error)}"
            ) from error
