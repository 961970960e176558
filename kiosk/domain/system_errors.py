"""What the operating system or SQLite refuses, told to a technician: what happened, what to do."""

import errno
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trouble:
    """`cause` fits after a colon or between brackets; `remedy` is a sentence."""

    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.cause}. {self.remedy}"


_RIGHTS = "Vérifier les droits, et le compte qui lance la commande."
_PLACE = "Vérifier le chemin, ou en donner un autre."
_ROOM = "Libérer de la place sur le disque."
_DISK = "Vérifier le disque."
_PROGRAM = "Fermer l’autre programme, ou attendre."

_FULL = Trouble("le disque est plein", _ROOM)
_FORBIDDEN = Trouble("le droit d’accès manque", _RIGHTS)
_READ_ONLY = Trouble("l’écriture y est interdite", _RIGHTS)
_ILL = Trouble("le disque répond mal", _DISK)
_BUSY = Trouble("un autre programme l’occupe", _PROGRAM)
_DAMAGED = Trouble("ce n’est pas une base, ou elle est abîmée", "Restaurer une copie.")

_SYSTEM = {
    errno.ENOENT: Trouble("il n’existe pas, ou son dossier n’existe pas", _PLACE),
    errno.ENOTDIR: Trouble("une partie du chemin n’est pas un dossier", _PLACE),
    errno.EISDIR: Trouble("c’est un dossier, il faut un fichier", _PLACE),
    errno.EEXIST: Trouble("un fichier porte déjà ce nom", _PLACE),
    errno.ENAMETOOLONG: Trouble("le nom est trop long", _PLACE),
    errno.ELOOP: Trouble("le lien tourne en rond", _PLACE),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: Trouble("le disque est en lecture seule", _RIGHTS),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: Trouble("le fichier serait trop gros", _ROOM),
    errno.EIO: _ILL,
    errno.ENODEV: Trouble("l’appareil n’est pas là", "Vérifier le câble."),
    errno.ENXIO: Trouble("l’appareil n’est pas là", "Vérifier le câble."),
    errno.EBUSY: _BUSY,
    errno.ETXTBSY: _BUSY,
    errno.EADDRINUSE: Trouble("un autre programme occupe cette adresse ou ce port", _PROGRAM),
    errno.EMFILE: Trouble("trop de fichiers sont ouverts", "Fermer d’autres programmes."),
    errno.ENFILE: Trouble("trop de fichiers sont ouverts", "Fermer d’autres programmes."),
    errno.ENOMEM: Trouble("la mémoire est pleine", "Fermer d’autres programmes."),
    errno.EBADF: Trouble("elle est fermée", "La rediriger vers un fichier ou un écran."),
    errno.ENOEXEC: Trouble("ce n’est pas un programme", _PLACE),
}
_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_AUTH: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: Trouble("elle ne peut pas être ouverte", _RIGHTS),
    sqlite3.SQLITE_IOERR: _ILL,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_NOMEM: Trouble("la mémoire est pleine", "Fermer d’autres programmes."),
}


LEAST_ROOM = 128 * 1024
"""Bytes: with less, SQLite cannot even make the files that it works with."""


def trouble(error: OSError | sqlite3.Error, near: Path | None = None) -> Trouble:
    """`near`: a folder on the disk that it may come from."""
    if isinstance(error, OSError):
        number = error.errno or 0
        found = _SYSTEM.get(number)
        return found or Trouble(f"erreur {number} du système", "Relever ce numéro.")
    number = primary_code(error)
    # Of a full disk, SQLite may say no more than that something went wrong there.
    if number == sqlite3.SQLITE_IOERR and near is not None and _is_full(near):
        return _FULL
    found = _SQLITE.get(number)
    return found or Trouble(f"erreur {number} de SQLite", "Relever ce numéro.")


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < LEAST_ROOM
    except OSError:
        return False


def primary_code(error: sqlite3.Error) -> int:
    """Without the detail that SQLite adds in the higher bits."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
