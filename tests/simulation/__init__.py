"""Histories by seed: books of every sort, people, crashes and faults; what must hold when they settle."""
