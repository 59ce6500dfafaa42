"""The actions proposed, what the law asks first, without a database."""

from __future__ import annotations

from datetime import date
from importlib import resources

from jalons.foundation.territories import duties
from jalons.strategy.engine.diagnosis.basket import Proposal, propose
from jalons.strategy.engine.diagnosis.dues import dues
from jalons.strategy.engine.diagnosis.scoring import Diagnosis


def basket(diagnosis: Diagnosis, today: date | None = None) -> tuple[Proposal, ...]:
    """The actions worth proposing; the duties are those of the facts, none without a kind."""
    facts = diagnosis.facts
    if facts.kind is None:
        return propose(diagnosis)
    file = resources.files(duties.PACKAGE) / "data/duties.toml"
    known = duties.Facts(
        kind=facts.kind,
        nature=facts.nature or "",
        population=facts.population,
        staff=facts.staff,
        overseas=bool(facts.overseas),
    )
    findings = duties.decide_all(duties.parse(file.read_text(encoding="utf-8")), known)
    return propose(diagnosis, dues(findings, today or date.today()))  # noqa: DTZ011  # a local day
