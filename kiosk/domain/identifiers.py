"""Identifiers that sort by time and repeat never (UUID version 7, RFC 9562)."""

import base64
import os
import time
from uuid import UUID

CODE_LETTERS = "BCDFGHJKLNPRSTVX"
"""On the same keys of every Latin keyboard, for a scanner types them; without vowels, no words."""
CODE_LENGTH = 16
INVITATION_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of the code that lets a machine in, read and typed by people: without I, O, 0 and 1."""
INVITATION_LENGTH = 10


def uuid7() -> UUID:
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (2**48 - 1)) << 80 | noise
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return UUID(int=value)


def follow_token(ticket: UUID) -> str:
    """What a ticket is called in its public address: 50 bits that say nothing of its number."""
    import hashlib  # Loads OpenSSL: at the first ticket, not before the first frame.

    digest = hashlib.sha256(b"follow" + ticket.bytes).digest()
    return base64.b32encode(digest)[:10].decode().lower()


def opinion_code(ticket: UUID) -> str:
    """What joins an opinion to a visit and cannot be led back to the ticket: 64 bits, letters."""
    import hashlib

    digest = hashlib.sha256(b"borne opinion 1\0" + ticket.bytes).digest()
    half_bytes = "".join(f"{byte:02x}" for byte in digest[: CODE_LENGTH // 2])
    return "".join(CODE_LETTERS[int(half, 16)] for half in half_bytes)


def is_opinion_code(text: str) -> bool:
    return len(text) == CODE_LENGTH and set(text) <= set(CODE_LETTERS)
