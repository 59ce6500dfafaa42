"""The documents the law asks for."""
