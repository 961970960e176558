"""Operations → the bytes of one job. python-escpos writes the commands; the text is ours.

Its MagicEncode is not used: it sends the euro in Greek and a plain "C" in Japanese. The code page
is forced after each reset, and each byte of text is chosen here.
"""

from dataclasses import replace
from typing import assert_never

from printer import fonts, raster
from printer.characters import Script, printable, script_of, to_page
from printer.library import Escpos
from printer.operations import (
    Align,
    Cut,
    Fresh,
    Keep,
    Kept,
    Line,
    Op,
    Picture,
    Probe,
    Qr,
    Rule,
    Space,
    Style,
)
from printer.profiles import Confirm, CutStyle, Presenter, Profile, QrStyle

USB_PACKET = 64
TOKEN_BYTES = 4
MAX_FEED = 255
WIDEST = 8
"""The rule is underlined spaces, as wide as characters go: a hairline for 16 bytes."""
SHOW_TICKET = b"\x1de\x03\x0c"
"""`GS e 3`: a presenter pushes the ticket out by twelve steps, and keeps hold of it."""


class _Encoder(Escpos):  # type: ignore[misc]
    """Collects what python-escpos would have sent."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self.printer = profile
        self.out = bytearray()
        self._size = (1, 1)
        self._bold = False
        self._inverted = False
        self._underlined = False
        self._align = Align.LEFT

    def _raw(self, msg: bytes) -> None:
        self.out += msg

    def _read(self) -> bytes:
        return b""

    def start(self) -> None:
        self.hw("INIT")
        self._raw(b"\x1bt" + bytes([self.printer.codepage.slot]))

    def line(self, line: Line) -> None:
        page = self.printer.codepage.name
        script = line.script or script_of(line.text, page)
        text = to_page(line.text, page)
        if script is Script.DRAWN_FROM_RIGHT and not fonts.can_shape():
            # Nobody reads letters that stand alone, in the wrong order; the French is there.
            return
        if text is None or script is not Script.PAGE:
            self._draw(replace(line, script=script))
            return
        self._place(line.align)
        self._wear(line.style)
        self._raw(text + b"\n")

    def _draw(self, line: Line) -> None:
        from_right = line.script is Script.DRAWN_FROM_RIGHT and line.align is Align.LEFT
        line = replace(line, align=Align.RIGHT if from_right else line.align)
        self._place(line.align)
        self._raw(raster.line_bands(line, self.printer.width_dots, self.printer.max_band))

    def rule(self) -> None:
        self._place(Align.LEFT)
        self._wear(Style(WIDEST, 1, self._bold))
        self.set(underline=1)
        self._underlined = True
        self._raw(b" " * (self.printer.columns // WIDEST) + b"\n")

    def space(self, dots: int) -> None:
        while dots > 0:
            self._raw(b"\x1bJ" + bytes([min(dots, MAX_FEED)]))
            dots -= MAX_FEED

    def symbol(self, qr: Qr) -> None:
        lines = "\n".join(printable(line) for line in qr.content.split("\n"))
        self._place(qr.align)
        match self.printer.qr:
            case QrStyle.NATIVE:
                # Model 2 is what ESC @ leaves: python-escpos says it again, in nine bytes.
                for function in (b"C" + bytes([qr.module]), b"E1", b"P0" + lines.encode(), b"Q0"):
                    size = (1 + len(function)).to_bytes(2, "little")
                    self._raw(b"\x1d(k" + size + b"1" + function)
            case QrStyle.DRAWN:
                self.picture(raster.symbol(lines, qr.module))
            case _ as never:
                assert_never(never)

    def picture(self, picture: Picture) -> None:
        self._raw(raster.bands(picture, self.printer.max_band))

    def keep(self, keep: Keep) -> None:
        """`GS ( L` 67, after 66 for what it replaces."""
        if keep.instead_of:
            self._raw(b"\x1d(L\x04\x000B" + keep.instead_of)
        picture = keep.picture
        across, down = 8 * picture.row_bytes, picture.rows
        size = across.to_bytes(2, "little") + down.to_bytes(2, "little")
        body = b"0C0" + keep.key + b"\x01" + size + b"1" + raster.quiet(picture.data)
        self._raw(b"\x1d(L" + len(body).to_bytes(2, "little") + body)

    def kept(self, kept: Kept) -> None:
        """`GS ( L` 69."""
        self._place(kept.align)
        self._raw(b"\x1d(L\x06\x000E" + kept.key + b"\x01\x01")

    def probe(self, probe: Probe) -> None:
        own = self.printer.codepage
        self._place(Align.LEFT)
        self._wear(Style())
        self._raw(to_page(probe.label, own.name) or b"")
        self._raw(b"\x1bt" + bytes([probe.slot]) + (to_page(probe.text, probe.page) or b""))
        self._raw(b"\x1bt" + bytes([own.slot]) + b"\n")

    def fresh(self, nuls: int) -> None:
        """The blade obeys only at the beginning of a line."""
        self._raw(bytes(nuls) + b"\n")
        self._cut_off()
        self.start()

    def finish(self, blank: int) -> None:
        self._cut_off(blank)
        match self.printer.presenter:
            case Presenter.GS_E:
                self._raw(SHOW_TICKET)
            case Presenter.NONE:
                pass
            case _ as never:
                assert_never(never)

    def _cut_off(self, blank: int = 0) -> None:
        match self.printer.cut:
            case CutStyle.FEED:
                # As far as the blade and that blank, no more.
                self._raw(b"\x1dVB" + bytes([blank]))
            case CutStyle.NONE:
                blade = self.printer.feed_to_blade_mm * self.printer.dots_per_mm
                self.space(blank + round(blade))
            case _ as never:
                assert_never(never)

    def ask(self, token: bytes) -> None:
        match self.printer.confirm:
            case Confirm.PROCESS_ID:
                self._raw(b"\x1d(H\x06\x0000" + token)
            case Confirm.GS_R:
                self._raw(b"\x1dr1")
            case Confirm.NONE:
                pass
            case _ as never:
                assert_never(never)

    def _place(self, align: Align) -> None:
        if align is not self._align:
            self._raw(b"\x1ba" + bytes([align]))
            self._align = align

    def _wear(self, style: Style) -> None:
        if self._underlined:
            self._end_rule(style)
        if (style.width, style.height) != self._size:
            self.set(custom_size=True, width=style.width, height=style.height)
            self._size = (style.width, style.height)
        if style.bold != self._bold:
            self.set(bold=style.bold)
            self._bold = style.bold
        if style.inverted != self._inverted:
            self.set(invert=style.inverted)
            self._inverted = style.inverted

    def _end_rule(self, style: Style) -> None:
        """One order for what three would say: no line under it, its size, its weight."""
        self._underlined = False
        if max(style.width, style.height) > 2:
            self.set(underline=0)
            return
        mode = 0x08 * style.bold + 0x10 * (style.height - 1) + 0x20 * (style.width - 1)
        self._raw(b"\x1b!" + bytes([mode]))
        self._size, self._bold = (style.width, style.height), style.bold


def encode(ops: tuple[Op, ...], profile: Profile, token: bytes) -> bytes:
    """One whole job, which ends by asking for the proof that the profile promises."""
    if len(token) != TOKEN_BYTES:
        raise ValueError("a token is four bytes")
    encoder = _Encoder(profile)
    if not isinstance(ops[0], Fresh):
        encoder.start()
    for op in ops:
        _write(encoder, op)
    encoder.ask(token)
    return _not_whole_packets(bytes(encoder.out))


def _write(encoder: _Encoder, op: Op) -> None:  # noqa: C901 - one line per operation
    match op:
        case Line():
            encoder.line(op)
        case Space(dots):
            encoder.space(dots)
        case Rule():
            encoder.rule()
        case Qr():
            encoder.symbol(op)
        case Picture():
            encoder.picture(op)
        case Keep():
            encoder.keep(op)
        case Kept():
            encoder.kept(op)
        case Probe():
            encoder.probe(op)
        case Fresh(nuls):
            encoder.fresh(nuls)
        case Cut(blank):
            encoder.finish(blank)
        case _ as never:
            assert_never(never)


def _not_whole_packets(job: bytes) -> bytes:
    """Some printers wait for ever for more after a last USB packet that was full."""
    return job if len(job) % USB_PACKET else job + b"\0"
