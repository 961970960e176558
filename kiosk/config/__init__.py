"""The one commented file that tells a kiosk where it is and what visitors come for."""

from kiosk.config.model import (
    Config,
    ExitSettings,
    PrinterSettings,
    ScreenSettings,
    Site,
    SyncSettings,
)

__all__ = [
    "Config",
    "ExitSettings",
    "PrinterSettings",
    "ScreenSettings",
    "Site",
    "SyncSettings",
]
