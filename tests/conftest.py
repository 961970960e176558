import os

import pytest
from hypothesis import settings
from PySide6.QtGui import QGuiApplication

# The tests need no display, and draw as kiosks without a GPU do; Qt reads this when it starts.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

# A machine may be slow: no test fails for that.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def qapp() -> QGuiApplication:
    """The application of the product, with its fonts, in place of pytest-qt's own."""
    from ui.application import start_application

    return start_application("borne")
