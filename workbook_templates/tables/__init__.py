"""The declared tables, one module a subject."""
