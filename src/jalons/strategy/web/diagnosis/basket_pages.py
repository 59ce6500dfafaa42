"""What the basket shows: the actions proposed, by what calls for them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang
from jalons.strategy.engine.diagnosis.basket import Proposal, examples_for
from jalons.strategy.engine.diagnosis.dues import Law
from jalons.strategy.engine.diagnosis.referential import Effort, Reach
from jalons.strategy.engine.diagnosis.scoring import Diagnosis
from jalons.strategy.store import catalogue, manifesto, tracks
from jalons.wording import format_number

_LAW = 8  # proposals of the law that are always shown
EFFORT = {
    Effort.DAYS: lambda: _("a few days"),
    Effort.WEEKS: lambda: _("a few weeks"),
    Effort.MONTHS: lambda: _("several months"),
}
REACH = {
    Reach.STRONG: lambda: _("strong effect"),
    Reach.NOTABLE: lambda: _("notable effect"),
    Reach.SMALL: lambda: _("small effect"),
}


@dataclass(frozen=True, slots=True)
class ProposalWords:
    id: str
    title: str
    summary: str
    commitment: int
    ambition: int
    steps: tuple[str, ...]
    effort: str
    cost: str
    reach: str
    reach_why: str
    gain: str
    because: tuple[str, ...]
    certain: bool
    legal_basis: str
    legal_verified: bool
    indicators: tuple[str, ...]
    examples: tuple[tuple[str, str, bool], ...]
    on_roadmap: bool
    law: str  # what the law asks of this authority here; empty: nothing known
    compulsory: bool  # the law surely asks for it, now or later

    @property
    def numbered(self) -> str:
        """Its title after the number of its commitment."""
        return f"{self.commitment} · {self.title}"


def grouped(
    found: Iterable[Proposal], planned: Container[str], *, most: int
) -> list[tuple[str, list[Proposal]]]:
    """The proposals by what calls for them, what is already on the roadmap last; no empty group.

    The law has more room than the others.
    """
    groups: dict[str, list[Proposal]] = {
        _("Asked for by law"): [],
        _("To do this quarter"): [],
        _("To go further"): [],
        _("Already on your roadmap"): [],
    }
    law, soon, further, chosen = groups.values()
    for each in found:
        if each.action.id in planned:
            chosen.append(each)
        elif each.law in {Law.NOW, Law.LATER}:
            law.append(each)
        else:
            (further if each.action.effort is Effort.MONTHS else soon).append(each)
    return [
        (title, some[: max(most, _LAW) if some is law else most])
        for title, some in groups.items()
        if some
    ]


def proposals(
    found: Iterable[Proposal], diagnosis: Diagnosis, planned: set[str], siren: str
) -> tuple[ProposalWords, ...]:
    """The basket in words; ``planned`` are the ready-made actions already on the roadmap.

    ``siren`` is that of the authority, which is never its own example.
    """
    return tuple(_proposal(each, diagnosis, planned, siren) for each in found)


def _proposal(
    proposal: Proposal, diagnosis: Diagnosis, planned: set[str], siren: str
) -> ProposalWords:
    cost = diagnosis.referential.cost_bands[proposal.action.cost].to(lang())
    examples = examples_for(proposal.action, diagnosis.facts, tracks(), siren)
    action, basis = proposal.action, proposal.action.legal_basis
    number = int(action.id.partition("-")[0])
    return ProposalWords(
        id=action.id,
        title=action.title.to(lang()),
        summary=action.summary.to(lang()),
        commitment=number,
        ambition=manifesto().commitment(number).ambition.number,
        steps=tuple(step.to(lang()) for step in action.steps),
        effort=str(EFFORT[action.effort]()),
        cost=cost,
        reach=str(REACH[action.reach]()),
        reach_why=action.reach_why.to(lang()),
        gain=format_number(proposal.gain, lang(), 0),
        because=tuple(each.question.text.to(lang()) for each in proposal.because),
        certain=proposal.certain,
        legal_basis=basis.text.to(lang()) if basis else "",
        legal_verified=basis.verified if basis else True,
        indicators=tuple(catalogue().get(each).name.to(lang()) for each in action.indicators),
        examples=tuple(
            (each.text.to(lang()), each.source.publisher, each.verified) for each in examples
        ),
        on_roadmap=action.id in planned,
        law=_law(proposal),
        compulsory=proposal.law in {Law.NOW, Law.LATER},
    )


def _law(proposal: Proposal) -> str:
    """What the law says of an action here, said without guessing."""
    words = {
        Law.NOW: _("the law asks for it"),
        Law.LATER: _("the law will ask for it"),
        Law.DEPENDS: _("the law may ask for it"),
        Law.NOT: _("not compulsory for you"),
    }
    return words[proposal.law] if proposal.law else ""
