"""Stands before a window: what a visitor may not do never arrives there.

One finger at a time, the left button, our keys, and no way out.
"""

import sys
from types import TracebackType
from typing import Protocol, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QEventPoint, QKeyEvent, QMouseEvent, QTouchEvent
from PySide6.QtQuick import QQuickView

_OUR_KEYS = frozenset(
    {
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_VolumeUp,
        Qt.Key.Key_VolumeDown,
        Qt.Key.Key_VolumeMute,
    }
)
_OUR_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
"""Half of a stroke: no key of its own."""
_NEVER = frozenset(
    {
        QEvent.Type.ContextMenu,
        QEvent.Type.Wheel,
        QEvent.Type.NativeGesture,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
    }
)
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
_MOUSE_DOWN = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
_MOUSE = _MOUSE_DOWN | {QEvent.Type.MouseButtonRelease, QEvent.Type.MouseMove}
_TOUCH = frozenset(
    {
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TouchCancel,
    }
)


_Raised = tuple[type[BaseException], BaseException, TracebackType]


class Watch(Protocol):
    """Hears of every hand first."""

    @property
    def covers(self) -> bool:
        """Whether something lies over the screens: no key is for them."""
        ...

    def touched(self, x: float, y: float, size: tuple[float, float]) -> bool:
        """Pixels. True: it goes no further."""
        ...

    def keyed(self, text: str) -> None: ...


class Keys(Protocol):
    """A keypad, by Qt's numbers."""

    def means(self, code: int) -> bool: ...

    def strike(self, code: int, held: bool) -> None: ...


def is_plain(modifiers: Qt.KeyboardModifier) -> bool:
    """What is struck together with Ctrl, Alt or the like is never for us."""
    return not modifiers & ~_OUR_MODIFIERS


def is_ours(key: int, text: str, modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a key means something on any kiosk: a keyboard's signs, a scanner's."""
    return is_plain(modifiers) and (key in _OUR_KEYS or (text.isprintable() and text != ""))


class Guard(QObject):
    """In front of a window until `leave`. `locked`: it cannot be closed either."""

    def __init__(self, view: QQuickView, watch: Watch, keys: Keys, *, locked: bool) -> None:
        super().__init__(view)
        self._view = view
        self._watch = watch
        self._keys = keys
        self._locked = locked
        self._passing = False
        self._finger: int | None = None
        self._deaf = False
        """To this touch: it was not for the screens."""
        view.installEventFilter(self)

    def leave(self) -> None:
        self._view.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        # What leaves a filter ends the process without a word; this is where a slot would tell it.
        try:
            return self._stops(event)
        except Exception:
            sys.excepthook(*cast(_Raised, sys.exc_info()))
            return True

    def _stops(self, event: QEvent) -> bool:
        kind = event.type()
        if self._passing:
            return False
        if kind in _TOUCH and isinstance(event, QTouchEvent):
            return self._touch(event)
        if kind in _MOUSE and isinstance(event, QMouseEvent):
            return self._mouse(event)
        if kind in _KEYS and isinstance(event, QKeyEvent):
            return self._key(event)
        if kind == QEvent.Type.Close and isinstance(event, QCloseEvent) and self._locked:
            event.ignore()
            return True
        if kind in _NEVER:
            event.accept()
            return True
        return False

    # ── Fingers ─────────────────────────────────────────────────────────────────────────────────

    def _touch(self, event: QTouchEvent) -> bool:
        """Only one finger is passed on; an accepted event becomes no mouse."""
        event.accept()
        points = event.points()
        for point in points:
            if point.state() is QEventPoint.State.Pressed and self._may_lead(event):
                self._let_go_of(event)
                self._finger = point.id()
                place = point.position()
                size = (float(self._view.width()), float(self._view.height()))
                self._deaf = self._watch.touched(place.x(), place.y(), size)
        leading = [point for point in points if point.id() == self._finger]
        if event.type() == QEvent.Type.TouchCancel:
            self._finger = None
            return False
        if leading and not self._deaf:
            self._pass(event, leading[0])
        if leading and leading[0].state() is QEventPoint.State.Released:
            self._finger = None
        return True

    def _may_lead(self, event: QTouchEvent) -> bool:
        """A hand that rests on the glass, on nothing, does not hinder the other."""
        leading = event.pointById(self._finger) if self._finger is not None else None
        if leading is None:
            return True
        fresh = leading.state() is QEventPoint.State.Pressed
        return not (fresh or self._deaf) and event.exclusiveGrabber(leading) is None

    def _let_go_of(self, event: QTouchEvent) -> None:
        """The finger that led so far, if there is one: Qt may still take it for a mouse."""
        leading = event.pointById(self._finger) if self._finger is not None else None
        if leading is not None:
            self._send(QEvent.Type.TouchCancel, event, leading)

    def _pass(self, event: QTouchEvent, point: QEventPoint) -> None:
        match point.state():
            case QEventPoint.State.Pressed:
                kind = QEvent.Type.TouchBegin
            case QEventPoint.State.Released:
                kind = QEvent.Type.TouchEnd
            case _:
                kind = QEvent.Type.TouchUpdate
        self._send(kind, event, point)

    def _send(self, kind: QEvent.Type, event: QTouchEvent, point: QEventPoint) -> None:
        alone = QTouchEvent(kind, event.pointingDevice(), event.modifiers(), [point])
        alone.setTimestamp(event.timestamp())
        self._passing = True
        try:
            QCoreApplication.sendEvent(self._view, alone)
        finally:
            self._passing = False

    # ── Mouse and keys ──────────────────────────────────────────────────────────────────────────

    def _mouse(self, event: QMouseEvent) -> bool:
        left = Qt.MouseButton.LeftButton
        if event.button() not in (left, Qt.MouseButton.NoButton):
            event.accept()
            return True
        if event.type() in _MOUSE_DOWN:
            place, size = event.position(), (float(self._view.width()), float(self._view.height()))
            self._deaf = self._watch.touched(place.x(), place.y(), size)
        if self._deaf:
            event.accept()
        return self._deaf

    def _key(self, event: QKeyEvent) -> bool:
        covered = self._watch.covers
        if event.type() == QEvent.Type.KeyPress:
            passes = self._press(event) and not covered
        else:
            passes = is_ours(event.key(), event.text(), event.modifiers()) and not covered
        if not passes:
            event.accept()
        return not passes

    def _press(self, event: QKeyEvent) -> bool:
        """Whether the key is for Qt, as what is typed and a scanner's are."""
        code, plain = event.key(), is_plain(event.modifiers())
        if code in _MODIFIERS:
            return False
        covered, held = self._watch.covers, event.isAutoRepeat()
        leads = plain and not covered and self._keys.means(code)
        ours = is_ours(code, event.text(), event.modifiers())
        if (leads or ours) and not held:
            self._watch.keyed(event.text())
        if leads:
            self._keys.strike(code, held)
        return ours and not leads
