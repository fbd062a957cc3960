"""The registry of actions: one action is one button is one command."""
