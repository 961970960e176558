"""Why a write could not be made, when it is the world's doing. Light: the command line loads it."""


class CannotWrite(Exception):
    """Nothing was written. `args[0]` is a French sentence for the technician."""


class Damaged(CannotWrite):
    """The file is damaged: the next start mends it."""


class MadeRoom(CannotWrite):
    """The disk was full, and is not any more: the same again may well be written."""
