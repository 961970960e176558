"""A whole reception on one machine: server, entrance, exit and virtual printer."""
