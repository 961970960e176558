"""How a kiosk behaves beyond its visits: who comes in, what is locked, when it rests."""
