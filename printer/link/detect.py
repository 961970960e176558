"""What is plugged in, and the address to write in the configuration. Nothing is opened or asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from printer.link.cups import queues

STABLE = "/dev/borne-printer"


@dataclass(frozen=True, slots=True)
class Found:
    url: str
    name: str
    """Maker and model as the device gives them, or the name of the queue."""
    rule: str | None = None
    """The udev rule that gives it a name of its own."""


def detect(root: Path = Path("/"), lpstat: str = "lpstat") -> tuple[Found, ...]:
    """USB printers first, then serial lines, then queues. `root`: where /dev and /sys are."""
    return (*_usb(root), *_serial(root), *_queues(lpstat))


def _usb(root: Path) -> Iterator[Found]:
    for node in sorted((root / "dev/usb").glob("lp*")):
        interface = root / "sys/class/usbmisc" / node.name / "device"
        device = interface.resolve().parent
        vendor, product = _word(device / "idVendor"), _word(device / "idProduct")
        serial = _word(device / "serial")
        known = identity(_word(interface / "ieee1284_id"))
        name = known or f"{_word(device / 'manufacturer')} {_word(device / 'product')}".strip()
        rule = _rule(vendor, product, serial) if vendor and product else None
        yield Found(f"usb:/dev/usb/{node.name}", name or node.name, rule)


def _serial(root: Path) -> Iterator[Found]:
    for line in sorted((root / "dev/serial/by-id").glob("*")):
        yield Found(f"serial:/dev/serial/by-id/{line.name}?baud=19200", line.name)


def _queues(lpstat: str) -> Iterator[Found]:
    for queue in queues(lpstat):
        yield Found(f"cups:{queue}", queue)


def identity(ieee1284: str) -> str:
    """Maker and model, from `MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;…`; nothing when they are not."""
    pairs = (field.partition(":") for field in ieee1284.split(";"))
    fields = {key.strip().upper(): value.strip() for key, _colon, value in pairs}
    maker = fields.get("MFG") or fields.get("MANUFACTURER") or ""
    model = fields.get("MDL") or fields.get("MODEL") or ""
    return f"{maker} {model}".strip()


def _rule(vendor: str, product: str, serial: str) -> str:
    """For this very device when it has a serial number, else for its model."""
    only = f', ATTRS{{serial}}=="{serial}"' if _plain(serial) else ""
    return (
        f'SUBSYSTEM=="usbmisc", KERNEL=="lp*", ATTRS{{idVendor}}=="{vendor}", '
        f'ATTRS{{idProduct}}=="{product}"{only}, SYMLINK+="{STABLE.removeprefix("/dev/")}", '
        'GROUP="lp", MODE="0660"'
    )


def _plain(serial: str) -> bool:
    """A serial number comes from the device, and a rule is a line of root's."""
    return serial.isascii() and serial.isalnum()


def _word(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
