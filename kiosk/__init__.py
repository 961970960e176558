"""Reception of visitors in a public office: domain, storage, use cases, command line."""

__version__ = "0.1.0"
