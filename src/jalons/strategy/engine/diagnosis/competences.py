"""The competences the law gives an authority of a kind, for a person to confirm.

What can be transferred or shared is never inferred; what an authority of that kind cannot have is
left out. Nothing here knows the statutes of one authority.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jalons.strategy.engine.catalogue import LegalBasis
from jalons.strategy.engine.diagnosis.formulas import Formula
from jalons.strategy.engine.diagnosis.referential import FACT_NAMES, Facts
from jalons.strategy.engine.diagnosis.tracks import facts_as_values

NAMES = FACT_NAMES - {"track", "competences", "staff"} | {"region"}


@dataclass(frozen=True, slots=True)
class LawfulCompetence:
    """A competence, the authorities to which the law gives it, and the text that does."""

    competence: str
    when: Formula
    law: LegalBasis


@dataclass(frozen=True, slots=True)
class Competences:
    """What the law gives, and what an authority of a kind cannot have (``never``)."""

    by_law: tuple[LawfulCompetence, ...]
    never: Mapping[str, Formula]

    def inferred(self, facts: Facts, region: str | None) -> dict[str, LegalBasis]:
        """The competences the law gives, each with its text; a missing fact gives none.

        ``region`` is the INSEE code of the région: Île-de-France has rules of its own.
        """
        values = {**facts_as_values(facts), "region": region}
        return {
            each.competence: each.law for each in self.by_law if each.when.evaluate(values) is True
        }

    def possible(self, names: Sequence[str], facts: Facts) -> tuple[str, ...]:
        """Those of ``names`` that an authority of that kind may have."""
        values = facts_as_values(facts)
        return tuple(
            name
            for name in names
            if name not in self.never or self.never[name].evaluate(values) is not True
        )
