"""What is read of charters: where their commitments stand, who signed, which contracts follow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.documents.charters import CharterSheet, summary
from jalons.catalogue.engine.charters.application import CommitmentState
from jalons.catalogue.web.charters import models as stored
from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.words.sentences import say
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.design.panels import Panel
from jalons.foundation.register.declaration import model_of, register_of
from jalons.foundation.register.models import Registered
from jalons.foundation.register.pages import url_of
from jalons.kernel import JalonsError, Urn
from jalons.kernel.contracts import ActionDraft, action_drafts

SERVES = 9  # the ethics of the territory, among the commitments of the manifesto


def charters(authority: Authority) -> QuerySet[stored.Charter]:
    return living(stored.Charter, authority).select_related("authority")


def commitments(authority: Authority, **which: Any) -> QuerySet[stored.CharterCommitment]:
    proofs = Prefetch("proofs", living(stored.CommitmentProof, authority))
    found = living(stored.CharterCommitment, authority).filter(**which).prefetch_related(proofs)
    return found.select_related("principle__charter", "authority")


def clauses(authority: Authority) -> QuerySet[stored.DataClause]:
    return living(stored.DataClause, authority).select_related("charter", "authority")


def _contracts(authority: Authority, **which: Any) -> QuerySet[Any]:
    try:
        found = living(model_of("contract"), authority)
    except LookupError:  # no room lists them
        return stored.Charter.objects.of(authority).none()
    return found.filter(**which).select_related("authority")


def contracts(
    authority: Authority, names: Iterable[str] = (), latest: int = 0
) -> dict[str, Registered]:
    """Contracts by name across rooms: those of ``names``, then the ``latest`` ones."""
    named = _contracts(authority, pk__in=[Urn.parse(each).id for each in names])
    return {str(each.urn): each for each in (*named, *_contracts(authority)[:latest])}


def signed_in(authority: Authority, year: int) -> set[str]:
    """The names of the contracts signed in a year."""
    rows = _contracts(authority, notified_on__year=year).values_list("pk", flat=True)
    return {str(Urn("contract", str(pk))) for pk in rows}


def state_of(found: stored.CharterCommitment) -> CommitmentState:
    return found.line().state(timezone.localdate())


def sheet(charter: stored.Charter) -> CharterSheet:
    authority = charter.authority

    def own[M: Registered](model: type[M]) -> QuerySet[M]:
        return living(model, authority).filter(charter=charter)

    lines = (each.line() for each in commitments(authority, principle__charter=charter))
    signed = [(f"{each} ({each.get_kind_display()})", each.signed_on)
              for each in own(stored.CharterSignatory)]  # fmt: skip
    opinions = [(f"{each.get_opinion_display()}. {each.text}".strip(), each.issued_on)
                for each in own(stored.CommitteeOpinion)]  # fmt: skip
    return CharterSheet(
        charter.name, authority.name, charter.edition, charter.adopted_on, charter.scope,
        tuple(lines), tuple(signed),
        tuple((each.name, each.text) for each in own(stored.DataClause)), tuple(opinions),
    )  # fmt: skip


def headline(found: Iterable[stored.CharterCommitment]) -> str:
    return summary([each.line() for each in found], timezone.localdate(), lang())


def draft_url(found: stored.CharterCommitment) -> str:
    """Where an action of the roadmap starts from a late commitment; "" when no room has one."""
    if state_of(found) is not CommitmentState.LATE:
        return ""
    title = _("Meet the commitment “%(text)s”") % {"text": found.text}
    why = say("charter.draft", lang(), charter=str(found.principle.charter))
    try:
        return action_drafts()(found.authority.urn, ActionDraft(title[:200], why, (SERVES,)))
    except JalonsError:
        return ""


def panel(dataset: Dataset) -> Panel | None:
    found = list(clauses(dataset.authority).filter(datasets=dataset))
    if not found:
        return None
    names = ", ".join(map(str, found))
    url = url_of(register_of(stored.DataClause), found[0])
    return Panel(say("charter.bound", lang(), count=len(found), names=names), url=url,
                 action=_("See the clause"))  # fmt: skip
