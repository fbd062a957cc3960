"""Rules of the field: rows in, rows and findings out. Pure."""
