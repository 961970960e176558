"""Qt Quick screens and their view models; the only place that knows PySide6."""
