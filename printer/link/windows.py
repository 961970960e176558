"""A printer known to Windows, through its spooler, in raw bytes. It says that a file was queued.

As behind CUPS nothing comes back, and what is abandoned before the end was never handed over. The
calls of `winspool.drv` have never run on Windows; only the way of the bytes is tested.
"""

import contextlib
import sys
from typing import Protocol

from printer.link.base import Absent, LinkFailure, Lost
from printer.outcome import Health

DOCUMENT = "Borne"


class Spooler(Protocol):
    """Each call raises OSError when Windows refuses."""

    def open(self, printer: str) -> int: ...

    def start(self, handle: int, document: str) -> None: ...

    def write(self, handle: int, data: bytes) -> int: ...

    def end(self, handle: int) -> None: ...

    def abort(self, handle: int) -> None:
        """Throw away what was written of the document."""
        ...

    def close(self, handle: int) -> None: ...


class WindowsLink:
    def __init__(self, printer: str, spooler: Spooler | None = None) -> None:
        self._printer = printer
        self._spooler = spooler
        self._handle: int | None = None
        self._job = bytearray()

    def open(self, deadline: float) -> LinkFailure | None:  # noqa: ARG002
        spooler = self._spooler or _of_this_machine()
        if spooler is None:
            return Absent("there is no Windows spooler here")
        try:
            self._handle = spooler.open(self._printer)
        except OSError as error:
            return Absent(str(error))
        self._spooler = spooler
        self._job = bytearray()
        return None

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:  # noqa: ARG002
        self._opened()
        self._job += data
        return len(data)

    def read_some(self, deadline: float) -> bytes | LinkFailure:  # noqa: ARG002
        return b""

    def drain(self, deadline: float) -> bool | LinkFailure:  # noqa: ARG002
        """Hand the job over. The spooler keeps it on disk, so this does not wait for the paper."""
        spooler, handle = self._opened()
        try:
            spooler.start(handle, DOCUMENT)
            while self._job and (taken := spooler.write(handle, bytes(self._job))) > 0:
                del self._job[:taken]
            if not self._job:
                spooler.end(handle)
                return True
            failure = Lost("the spooler takes no more")
        except OSError as error:
            failure = Lost(str(error))
        with contextlib.suppress(OSError):
            spooler.abort(handle)
        return failure

    def hint(self) -> Health | None:
        return None

    def close(self) -> None:
        handle, self._handle = self._handle, None
        self._job = bytearray()
        if handle is not None and self._spooler is not None:
            self._spooler.close(handle)

    def _opened(self) -> tuple[Spooler, int]:
        if self._spooler is None or self._handle is None:
            raise RuntimeError("the link is not open")
        return self._spooler, self._handle


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Document(ctypes.Structure):
        """`DOC_INFO_1W`."""

        _fields_ = (
            ("name", wintypes.LPWSTR),
            ("output", wintypes.LPWSTR),
            ("datatype", wintypes.LPWSTR),
        )

    class _Winspool:
        def __init__(self) -> None:
            self._calls = ctypes.WinDLL("winspool.drv", use_last_error=True)

        def open(self, printer: str) -> int:
            handle = wintypes.HANDLE()
            opened = self._calls.OpenPrinterW(printer, ctypes.byref(handle), None)
            if not opened or handle.value is None:
                raise ctypes.WinError(ctypes.get_last_error())
            return handle.value

        def start(self, handle: int, document: str) -> None:
            raw = _Document(document, None, "RAW")
            self._do("StartDocPrinterW", handle, 1, ctypes.byref(raw))
            self._do("StartPagePrinter", handle)

        def write(self, handle: int, data: bytes) -> int:
            written = wintypes.DWORD()
            self._do("WritePrinter", handle, data, len(data), ctypes.byref(written))
            return written.value

        def end(self, handle: int) -> None:
            self._do("EndPagePrinter", handle)
            self._do("EndDocPrinter", handle)

        def abort(self, handle: int) -> None:
            self._do("AbortPrinter", handle)

        def close(self, handle: int) -> None:
            self._calls.ClosePrinter(wintypes.HANDLE(handle))

        def _do(self, call: str, handle: int, *arguments: object) -> None:
            if not getattr(self._calls, call)(wintypes.HANDLE(handle), *arguments):
                raise ctypes.WinError(ctypes.get_last_error())

    def _of_this_machine() -> Spooler | None:
        return _Winspool()

else:

    def _of_this_machine() -> Spooler | None:
        return None
