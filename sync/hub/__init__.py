"""A server that is also a client: it forwards what its devices send to the centre."""
