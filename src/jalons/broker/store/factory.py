"""A store from its address."""

from __future__ import annotations

from jalons.broker.engine.problems import bad

from .port import Store, Watcher


def opened(
    address: str,
    *,
    durability: str = "full",
    watcher: Watcher | None = None,
    statement_seconds: int = 0,
) -> Store:
    """The store at ``sqlite:///path`` or ``postgresql://…``; raises ``Problem`` for any other.

    ``statement_seconds`` bounds each statement that reads in PostgreSQL; 0 does not.
    """
    kind, _, rest = address.partition("://")
    if kind == "sqlite" and rest.startswith("/"):
        from .sqlite import SqliteStore

        return SqliteStore(rest[1:], durability=durability, watcher=watcher)
    if kind in ("postgresql", "postgres"):
        from .postgresql import PostgresqlStore

        return PostgresqlStore(
            address, durability=durability, watcher=watcher, statement_seconds=statement_seconds
        )
    raise bad(f"{address!r} is not the address of a store: sqlite:///file.db or postgresql://…")
