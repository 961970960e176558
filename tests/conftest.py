import os

# Before Qt is loaded: the tests need no display, and the drawing that kiosks without a GPU use.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
