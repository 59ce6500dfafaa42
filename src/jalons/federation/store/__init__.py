"""Repositories, secrets and what was read, in files; modules that sign or verify load ``tuf``."""
