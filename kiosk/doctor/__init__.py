"""`borne doctor`: every check that a technician would make, each with what to do about it."""
