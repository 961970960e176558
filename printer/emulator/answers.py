"""How a printer says how it is. Pure: a condition in, the bytes of an answer out."""

from printer.emulator.traits import Condition, Identity

STAR_STATUS = bytes([0x23, 0x86, 0, 0, 0, 0, 0, 0, 0])
PROCESS_ID, CLEARED = b"\x37\x22", b"\x37\x25"
TEXTS_FROM, TEXTS_TO = 65, 68


def _bits(*signs: tuple[bool, int]) -> int:
    return sum(bit for on, bit in signs if on)


def _mechanical(now: Condition) -> int:
    return _bits((now.jammed, 0x04), (now.cutter_error, 0x08), (now.fault, 0x20), (now.hot, 0x40))


def real_time(question: int, now: Condition) -> bytes:
    """`DLE EOT`; nothing when the printer has no such question."""
    match question:
        case 1:
            return bytes([0x12 | _bits((now.offline, 0x08))])
        case 2:
            signs = ((now.cover, 0x04), (now.paper_out, 0x20), (now.in_error, 0x40))
            return bytes([0x12 | _bits(*signs)])
        case 3:
            return bytes([0x12 | _mechanical(now)])
        case 4:
            near = now.near_end or now.paper_out
            return bytes([0x12 | _bits((near, 0x0C), (now.paper_out, 0x60))])
        case 20:
            return _full(now)
        case _:
            return b""


def _full(now: Condition) -> bytes:
    """Custom's six bytes: paper, user, errors that pass, errors that stay."""
    near = now.near_end or now.paper_out
    paper = _bits((now.paper_out, 0x01), (near, 0x04), (now.ticket_out, 0x20))
    user = _bits((now.cover, 0x02))
    passing = _bits((now.hot, 0x01), (now.jammed, 0x40))
    staying = _bits((now.cutter_error, 0x01), (now.fault, 0x40))
    return bytes([0x10, 0x0F, paper, user, passing, staying])


def automatic(now: Condition) -> bytes:
    """The four bytes of automatic status back."""
    first = 0x10 | _bits((now.offline, 0x08), (now.cover, 0x20))
    near = now.near_end or now.paper_out
    paper = _bits((near, 0x03), (now.paper_out, 0x0C))
    return bytes([first, _mechanical(now), paper, 0x0F])


def sensors(question: int, now: Condition) -> bytes:
    """`GS r`: the paper, or the drawer that nobody has."""
    near = now.near_end or now.paper_out
    match question:
        case 1 | 49:
            return bytes([_bits((near, 0x03), (now.paper_out, 0x0C))])
        case 2 | 50:
            return b"\0"
        case _:
            return b""


def process_id(token: bytes) -> bytes:
    return PROCESS_ID + token + b"\0"


def cleared() -> bytes:
    return CLEARED + b"\0"


def identity(question: int, own: Identity) -> bytes:
    """`GS I`: a byte, or a block of text."""
    texts = (own.firmware, own.maker, own.name, own.serial)
    if TEXTS_FROM <= question <= TEXTS_TO:
        return b"\x5f" + texts[question - TEXTS_FROM].encode("ascii", "replace") + b"\0"
    match question:
        case 1 | 49:
            return bytes([own.model])
        case 2 | 50:
            return b"\x02"  # It has a blade.
        case 3 | 51:
            return b"\x01"
        case _:
            return b""
