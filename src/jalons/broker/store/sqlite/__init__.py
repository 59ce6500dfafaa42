"""The twin in one SQLite file: WAL, R*Tree, one writer with group commit."""

from .store import SqliteStore

__all__ = ["SqliteStore"]
