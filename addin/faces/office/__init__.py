"""The Office.js add-in: its manifest, its task pane, its custom functions."""
