"""Table Schemas: what the columns of a table must be, and what a table has wrong."""

from jalons.tabular.schemas.checking import Report, check
from jalons.tabular.schemas.description import Field, TableSchema, read_schema

__all__ = ["Field", "Report", "TableSchema", "check", "read_schema"]
