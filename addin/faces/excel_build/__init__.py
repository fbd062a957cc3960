"""Buttons in Excel workbooks: the macros, the shapes that start them, the settings they need."""
