"""Reads the competences the law gives by kind of authority."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.strategy.engine.diagnosis.competences import NAMES, Competences, LawfulCompetence
from jalons.strategy.engine.diagnosis.referential import FACT_NAMES
from jalons.strategy.store.tables import Table, open_table, read_legal_basis


def read_competences(file: Path | Traversable) -> Competences:
    """The competences of a TOML file. Raises ``StrategyError`` with the file, line and key."""
    root = open_table(file)
    by_law = root.rows("by_law", _by_law)
    rows = root.table("never")
    never = {name: rows.formula(name, FACT_NAMES) for name in rows.names()}
    rows.close()
    root.close()
    return Competences(by_law, never)


def _by_law(table: Table) -> LawfulCompetence:
    words = table.table("law")
    law = read_legal_basis(words)
    assert law is not None  # noqa: S101  # its table is there
    return LawfulCompetence(table.text("competence"), table.formula("when", NAMES), law)
