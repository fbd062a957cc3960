"""How books and the canonical store are kept in agreement."""
