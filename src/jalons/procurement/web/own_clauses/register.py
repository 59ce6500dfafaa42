"""The register of the clauses of the authority."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.partners.adopted_pages import filter_by_place
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import Section, form_of
from jalons.procurement.web.own_clauses import queries
from jalons.procurement.web.own_clauses.models import OwnClause

S = OwnClause.State
MARKS = {S.DRAFT: "walk", S.USED: "ok", S.LEFT: "idle"}
SECTIONS = (
    Section(_("What"), ("title", "kind", "family", "need")),
    Section(_("Text to paste"), ("text",)),
    Section(_("How it is checked"), ("proof", "equivalents", "control")),
)


def state(own: OwnClause) -> Cell:
    """Its state, or that its source changed."""
    if own.source_news:
        return Cell("", mark=str(_("the text changed elsewhere")), mark_kind="walk")
    return Cell("", mark=str(own.get_state_display()), mark_kind=MARKS[S(own.state)])


own_clauses = Register(
    OwnClause, "own_clause", form_of(OwnClause, sections=SECTIONS),
    List("title", "kind", "family", Column(_("State"), state, sort="state"),
         Column(pgettext_lazy("work", "Comes from"), lambda each: each.source_name or "–",
                sort="source_name"),
         search=("title", "text", "need"), sort="title", headline=queries.headline,
         filter=filter_by_place(OwnClause, nature="kind", besoin="family", etat="state"),
         file=("title", "kind", "family", "need", "text", "proof", "equivalents", "control",
               "state", "source_name")),
    rows=queries.clauses,
    moves=(
        Move("use", _("Put it to use"), (S.DRAFT, S.LEFT), S.USED, role=Role.LEAD),
        Move("leave", pgettext_lazy("clause", "No longer use it"), (S.USED,), S.LEFT,
             role=Role.LEAD),
    ),
    templates="procurement/own_clauses",
)  # fmt: skip
