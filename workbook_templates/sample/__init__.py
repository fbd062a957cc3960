"""A fictional production, life-size, with a few planted mistakes."""
