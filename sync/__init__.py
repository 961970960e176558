"""The protocol between devices and servers, the device end and the server end."""
