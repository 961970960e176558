"""What a hand does to an emulated printer: one line of JSON in, one line of JSON out."""

import json
from dataclasses import asdict, fields

from printer.emulator.device import Device
from printer.emulator.strips import Strip, tickets_on
from printer.emulator.traits import Condition

SWITCHES = frozenset(field.name for field in fields(Condition) if field.type in (bool, "bool"))
ROLL, SHORT = "roll_mm", "short"
FAULTS = tuple(sorted(SWITCHES))


class BadOrder(Exception):
    """The line cannot be obeyed; `args` has why, in English: it is for programs."""


def obey(device: Device, line: bytes | str, now: float) -> str:
    """`{"do": "set", "cover": true}`, `{"do": "status"}`, `"papers"`, `"take"`."""
    try:
        answer = {"ok": True, **_obey(device, _read(line), now)}
    except BadOrder as error:
        answer = {"ok": False, "error": str(error)}
    return json.dumps(answer, ensure_ascii=False)


def is_drop(line: bytes | str) -> bool:
    """`{"do": "drop"}`: to hang up is done by who holds the line."""
    try:
        return _read(line).get("do") == "drop"
    except BadOrder:
        return False


def _read(line: bytes | str) -> dict[str, object]:
    try:
        order = json.loads(line)
    except ValueError as error:
        raise BadOrder(f"not JSON: {error}") from error
    if not isinstance(order, dict):
        raise BadOrder("not an object")
    return order


def _obey(device: Device, order: dict[str, object], now: float) -> dict[str, object]:
    match order.pop("do", None):
        case "set":
            device.change(now, **{name: _value(name, value) for name, value in order.items()})
            return _status(device)
        case "status":
            device.advance(now)
            return _status(device)
        case "papers":
            device.advance(now)
            return _papers(device)
        case "take":
            device.take_ticket(now)
            return _papers(device)
        case unknown:
            raise BadOrder(f"do: {unknown!r} is not set, status, papers, take or drop")


def _value(name: str, value: object) -> object:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if name in SWITCHES and isinstance(value, bool):
        return value
    if name == ROLL and (value is None or (number and value >= 0)):  # type: ignore[operator]
        return value
    if name == SHORT and (value is None or (type(value) is int and value > 0)):
        return value
    known = ", ".join((*FAULTS, ROLL, SHORT))
    raise BadOrder(f"{name} = {value!r} cannot be set; known: {known}")


def _status(device: Device) -> dict[str, object]:
    now = device.condition
    return {
        **asdict(now),
        "offline": now.offline,
        "paper_out": now.paper_out,
        "held": device.held,
        "idle": device.idle,
        "papers": len(device.strips),
    }


def _papers(device: Device) -> dict[str, object]:
    hanging = device.hanging
    return {
        "papers": [_paper(strip) for strip in device.strips],
        "hanging": None if hanging is None else _paper(hanging),
        "retracted": device.retracted,
    }


def _paper(strip: Strip) -> dict[str, object]:
    sheet = strip.sheet()
    return {
        "n": strip.n,
        "cut": strip.cut,
        "tickets": [asdict(ticket) for ticket in tickets_on(strip)],
        "text": sheet.text(),
        "not_understood": list(strip.complaints),
    }
