"""Reads the facts that the rules beside it judge. Each look may be slow, or never end."""
