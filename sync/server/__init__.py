"""The server: takes in the logs of devices once, in order, and shows what arrived."""
