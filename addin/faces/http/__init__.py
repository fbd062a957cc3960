"""The HTTP service behind the buttons."""
