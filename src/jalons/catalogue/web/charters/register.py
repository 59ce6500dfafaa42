"""The registers of charters, commitments and clauses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.catalogue.engine.charters.application import CommitmentState
from jalons.catalogue.web.charters import actions, queries
from jalons.catalogue.web.charters import models as stored
from jalons.catalogue.web.datasets.panels import panels
from jalons.catalogue.words.sentences import say
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.words import declare
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import RecordForm, form_of
from jalons.foundation.register.raw import words_of

MARKS = {CommitmentState.LATE: "late", CommitmentState.PROVEN: "ok"}
LATEST = 50  # contracts that a clause may choose
PRINCIPLE = ("position", "title", "text")
SIGNATORY = ("name", "kind", "signed_on", "contact")
OPINION = ("issued_on", "opinion", "text")
PROOF = ("title", "link", "dated_on", "verified_by", "verified_on")
CHARTER = ("name", "edition", "adopted_on", "scope")
COMMITMENT = ("principle", "text", "measure", "owner", "due_on")
CLAUSE = ("charter", "name", "text", "commitments", "contracts", "datasets")


class CommitmentForm(RecordForm[stored.CharterCommitment]):
    class Meta:
        model = stored.CharterCommitment
        fields = COMMITMENT

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["principle"].label_from_instance = lambda each: f"{each.charter} – {each}"  # type: ignore[attr-defined]


class ClauseForm(RecordForm[stored.DataClause]):
    contracts = forms.MultipleChoiceField(
        label=_("contracts that have it"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Among the latest ones you listed.")
    )  # fmt: skip

    class Meta:
        model = stored.DataClause
        fields = CLAUSE
        widgets: ClassVar[dict[str, Any]] = {
            "commitments": forms.CheckboxSelectMultiple, "datasets": forms.CheckboxSelectMultiple,
        }  # fmt: skip

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        if name != "contracts":
            return []
        found = queries.contracts(self.authority, self.instance.contracts, latest=LATEST)
        return [(urn, f"{each} – {getattr(each, 'subject', '')}") for urn, each in found.items()]


def state(found: stored.CharterCommitment) -> Cell:
    known = queries.state_of(found)
    return Cell("", mark=say(f"charter.state.{known}", lang()), mark_kind=MARKS.get(known, "walk"))


charters = Register(
    stored.Charter, "charter", form_of(stored.Charter, *CHARTER),
    List("name", "edition", "adopted_on", search=("name", "scope"), file=CHARTER),
    write=Role.LEAD, rows=queries.charters, after=actions.publish, templates="catalogue/charters",
    parts=(
        Part(stored.CharterPrinciple, form_of(stored.CharterPrinciple, *PRINCIPLE), "principes",
             _("Principles"), _("Add a principle"), List("title", "text")),
        Part(stored.CharterSignatory, form_of(stored.CharterSignatory, *SIGNATORY), "signataires",
             _("Signatories"), _("Add a signatory")),
        Part(stored.CommitteeOpinion, form_of(stored.CommitteeOpinion, *OPINION), "avis",
             _("Opinions of the committee"), _("Add an opinion")),
    ),
)  # fmt: skip
commitments = Register(
    stored.CharterCommitment, "charter_commitment", CommitmentForm,
    List("text", Column(_("Charter"), lambda each: str(each.principle.charter)), "owner", "due_on",
         Column(_("State"), state), search=("text", "owner"), sort="due_on",
         bulk=("owner", "due_on"), headline=queries.headline, file=COMMITMENT),
    rows=queries.commitments, templates="catalogue/commitments",
    parts=(Part(stored.CommitmentProof, form_of(stored.CommitmentProof, *PROOF), "preuves",
                _("Proofs"), _("Add a proof")),),
)  # fmt: skip
_unsaid = frozenset({"contracts"})  # names across rooms
declare({stored.DataClause.urn_kind(): replace(words_of(stored.DataClause), unsaid=_unsaid)})
clauses = Register(
    stored.DataClause, "data_clause", ClauseForm,
    List("name", "charter",
         Column(pgettext_lazy("clause", "Contracts"), lambda each: len(each.contracts) or ""),
         search=("name", "text"), file=("charter", "name", "text")),
    rows=queries.clauses, after=actions.publish, templates="catalogue/clauses",
)  # fmt: skip
panels.add("charters", _("Clauses of charters"), queries.panel)
