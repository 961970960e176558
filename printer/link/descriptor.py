"""Reading and writing a non-blocking file descriptor before a deadline."""

import os
import selectors
import time

from printer.link.base import LinkFailure, Lost

CHUNK = 4096
PACKET = 64


def ready(descriptor: int, event: int, deadline: float) -> bool:
    """Whether `descriptor` can be read or written (`selectors.EVENT_…`) by the deadline."""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, event)
        return bool(selector.select(max(0.0, deadline - time.monotonic())))


def write_some(descriptor: int, data: bytes, deadline: float) -> int | LinkFailure:
    try:
        if not ready(descriptor, selectors.EVENT_WRITE, deadline):
            return 0
        return os.write(descriptor, _not_whole_packets(data[:CHUNK]))
    except BlockingIOError:
        return 0
    except OSError as error:
        return Lost(str(error))


def read_some(descriptor: int, deadline: float) -> bytes | LinkFailure:
    try:
        if not ready(descriptor, selectors.EVENT_READ, deadline):
            return b""
        return os.read(descriptor, CHUNK)
    except BlockingIOError:
        return b""
    except OSError as error:
        return Lost(str(error))


def _not_whole_packets(data: bytes) -> bytes:
    """A USB transfer of whole packets does not look finished: keep the last byte for later."""
    return data if len(data) % PACKET else data[:-1]
