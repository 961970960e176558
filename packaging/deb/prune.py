"""What of the wheels the product never loads; packaging/check/packages.sh uses what is left."""

import fnmatch
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from elf import is_elf, needed

QT_MODULES = ["Core", "DBus", "Gui", "Network", "OpenGL", "Qml", "Quick", "Svg", "Test", "Widgets"]
"""QtTest holds the hands of `borne demo --headless`, and needs Widgets."""
QT_PLUGINS = (
    "iconengines/libqsvgicon.so",
    "imageformats/libqjpeg.so",
    "imageformats/libqsvg.so",
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "platforms/libqoffscreen.so",
    "platforms/libqwayland.so",
    "platforms/libqxcb.so",
    "wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    "wayland-shell-integration/libxdg-shell.so",
    "xcbglintegrations/*.so",
)
QML_FOLDERS = ("QtQml", "QtQml/Models", "QtQml/WorkerScript", "QtQuick", "QtQuick/Layouts")
QML_FOLDERS += ("QtQuick/Templates", "QtQuick/Window")
UNUSED = (
    "bin",
    "pip",
    "pip-*.dist-info",
    "setuptools",
    "setuptools-*.dist-info",
    "_distutils_hack",
    "distutils-precedence.pth",
    "pkg_resources",
    "PIL/_avif.*",
    "PIL/_imagingtk.*",
    "PIL/_webp.*",
    "cffi/_embedding.h",
    "holidays/locale",
    "pycparser",
    "yaml/_yaml.*",
    "pycparser-*.dist-info",
)
EVERYWHERE = ("*.pyi", "py.typed", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
EVERYWHERE += ("*.pyx", "*.pxd", "*.c", "*.h", "*.qmltypes", "sboms")


def prune(site: Path, *, screens: bool) -> None:
    """`screens`: whether Qt is kept, as far as our QML uses it."""
    for name in UNUSED:
        _remove(site.glob(name))
    for name in EVERYWHERE:
        _remove(site.rglob(name))
    if screens:
        _prune_qt(site / "PySide6")
    else:
        _remove(site.glob("*[Ss]ide6*"))
        _remove(site.glob("shiboken6*"))
    _remove(_unreached(site))
    _remove_empty(site)


def _prune_qt(folder: Path) -> None:
    modules = {f"Qt{name}.abi3.so" for name in QT_MODULES}
    roots = {"__init__.py", "_config.py", "_git_pyside_version.py", "Qt"}
    kept = modules | roots
    _remove(
        file
        for file in folder.iterdir()
        if file.name not in kept and not file.name.startswith("libpyside6")
    )
    qt = folder / "Qt"
    _remove(file for file in qt.iterdir() if file.name not in {"lib", "plugins", "qml"})
    _remove(
        file
        for file in _files(qt / "plugins")
        if not any(fnmatch.fnmatch(str(file.relative_to(qt / "plugins")), p) for p in QT_PLUGINS)
    )
    _remove(
        file
        for file in _files(qt / "qml")
        if str(file.parent.relative_to(qt / "qml")) not in QML_FOLDERS
    )


def _unreached(site: Path) -> list[Path]:
    """The libraries beside the modules that no module, plugin or reached library names."""
    stores = [*site.glob("*.libs"), site / "PySide6/Qt/lib"]
    store = {file.name: file for folder in stores if folder.exists() for file in folder.iterdir()}
    inside = set(store.values())
    waiting = [file for file in _files(site) if file not in inside and _is_object(file)]
    reached: set[Path] = set()
    while waiting:
        for name in needed(waiting.pop()):
            library = store.get(name)
            if library is not None and library not in reached:
                reached.add(library)
                waiting.append(library)
    return [file for file in inside if file not in reached]


def _is_object(file: Path) -> bool:
    return ".so" in file.name and is_elf(file)


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _remove_empty(folder: Path) -> None:
    """Deepest first, so that a folder of empty folders goes too."""
    for place in sorted(folder.rglob("*"), key=lambda p: -len(p.parts)):
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()


def _remove(files: Iterable[Path]) -> None:
    for file in list(files):
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
        else:
            file.unlink(missing_ok=True)
