"""Why a write could not be made, when it is the world's doing. Light: the command line loads it."""


class CannotWrite(Exception):
    """Nothing was written. `args[0]` is a French sentence for the technician."""
