"""Adapters of the book port: memory, xlsx."""
