"""The one commented file that tells a kiosk where it is and what visitors come for."""

from kiosk.config.model import (
    Config,
    ExitSettings,
    KeypadSettings,
    MessageSettings,
    PrinterSettings,
    Publication,
    ScreenSettings,
    Site,
    SoundSettings,
    SyncSettings,
    VoiceSettings,
)

__all__ = [
    "Config",
    "ExitSettings",
    "KeypadSettings",
    "MessageSettings",
    "PrinterSettings",
    "Publication",
    "ScreenSettings",
    "Site",
    "SoundSettings",
    "SyncSettings",
    "VoiceSettings",
]
