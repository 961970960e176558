"""The database of one device: everything is written here before the world is told."""
