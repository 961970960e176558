"""The database of this machine's kiosk, for a command."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from kiosk.cli.common import CouldNot
from kiosk.data_folder import DataFolder

if TYPE_CHECKING:
    from kiosk.storage.database import Database


@contextmanager
def device_database(folder: DataFolder) -> Iterator["Database"]:
    """Raises CouldNot."""
    from kiosk.storage.database import Unusable

    database = folder.open_database()
    if isinstance(database, Unusable):
        raise CouldNot(database.advice)
    with closing(database):
        yield database
