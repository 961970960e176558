"""The exit: one face, then what the visitor wants to add."""
