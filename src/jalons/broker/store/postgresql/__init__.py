"""The twin in PostgreSQL: several brokers share one database; geometries in PostGIS where it is."""

from .store import PostgresqlStore

__all__ = ["PostgresqlStore"]
