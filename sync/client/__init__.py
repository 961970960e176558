"""The device's side: what the outbox holds goes to the server, whatever the network does."""
