"""The registers of consultations with their questions, of proposals, of batches of codes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter
from jalons.foundation.partners.adopted_pages import filter_by_place
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm, Section, form_of
from jalons.participation.web.consultations import actions, moves, queries
from jalons.participation.web.consultations.models import (
    CodeBatch,
    Consultation,
    Proposal,
    Question,
)

S = Consultation.State
MARKS = {S.DRAFT: "idle", S.OPEN: "ok", S.CLOSED: "walk", S.ANSWERED: "ok"}
ABOUT = ("title", "purpose", "promise", "service")
WAYS = ("access", "elsewhere", "contact_email", "proposals_open")
DAYS = ("opens_on", "closes_on")
SECTIONS = (
    Section(gettext_lazy("What you ask, and what you promise"), ABOUT),
    Section(gettext_lazy("How residents answer"), WAYS),
    Section(gettext_lazy("When"), DAYS),
)
LabelForm = form_of(CodeBatch, "label")


class OpenForm(RecordForm[Consultation]):
    """What may still change once residents answer; not its end nor the way without internet."""

    class Meta:
        model = Consultation
        fields = ("closes_on", "elsewhere", "contact_email", "service", "proposals_open")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["closes_on"].required = self.fields["elsewhere"].required = True


class ProposalFilter(RecordFilter):
    class Meta:
        model = Proposal
        fields: ClassVar[dict[str, list[str]]] = {"consultation": ["exact"], "state": ["exact"]}


class BatchFilter(RecordFilter):
    class Meta:
        model = CodeBatch
        fields: ClassVar[dict[str, list[str]]] = {"consultation": ["exact"]}


def state(found: Consultation) -> Cell:
    if found.source_news:
        return Cell("", mark=_("the text changed elsewhere"), mark_kind="walk")
    return Cell("", mark=found.get_state_display(), mark_kind=MARKS[S(found.state)])


def _next_place(found: Consultation) -> dict[str, Any]:
    """A new question comes after the last one."""
    last = max((each.order for each in queries.questions_of(found)), default=0)
    return {"order": last + 1}


def _title(question: Question) -> Cell:
    return Cell(question.title, mark=_("about the person") if question.about_you else "")


consultations = Register(
    Consultation, "consultation", form_of(Consultation, sections=SECTIONS),
    List("title", Column(gettext_lazy("State"), state, sort="state"), "opens_on", "closes_on",
         Column(pgettext_lazy("consultation", "Answers"),
                lambda each: queries.few_words(each.answers), numeric=True),
         search=("title", "purpose", "service"), filter=filter_by_place(Consultation, etat="state"),
         sort="-closes_on", headline=queries.headline,
         file=("title", "purpose", "promise", "service", "access", "state", *DAYS, "answered_on",
               Column(pgettext_lazy("consultation", "Answers"),
                      lambda each: queries.few_words(each.answers), numeric=True))),
    rows=queries.consultations,
    moves=(
        Move("open", gettext_lazy("Open the consultation"), (S.DRAFT,), S.OPEN, role=Role.LEAD,
             needs=moves.opening_refusal, also=moves.on_opening),
        Move("redraft", gettext_lazy("Back to a draft"), (S.OPEN,), S.DRAFT, role=Role.LEAD,
             needs=moves.redraft_refusal),
        Move("close", gettext_lazy("Close now"), (S.OPEN,), S.CLOSED, role=Role.LEAD,
             also=moves.on_closing),
        Move("answer", gettext_lazy("Our answer is published"), (S.CLOSED,), S.ANSWERED,
             role=Role.LEAD, needs=moves.answer_refusal, dated="answered_on"),
    ),
    parts=(Part(Question, form_of(Question, *actions.QUESTION), "questions",
                gettext_lazy("Questions"), gettext_lazy("Add a question"),
                List(Column(gettext_lazy("Question"), _title), "order", "kind",
                     Column(gettext_lazy("Answers offered"), lambda each: len(each.offered) or "",
                            numeric=True),
                     "required", sort="order"), _next_place),),
    after=actions.follow, templates="participation/consultations",
)  # fmt: skip
proposals = Register(
    Proposal, "proposal", form_of(Proposal, "consultation", "title", "text", "channel"),
    List("title", "consultation", "state", "supports", "channel", search=("title", "text"),
         filter=ProposalFilter, sort="-supports",
         file=("title", "consultation", "state", "supports", "channel", "reason")),
    rows=queries.proposals,
    templates="participation/proposals",
)  # fmt: skip
batches = Register(
    CodeBatch, "code_batch", form_of(CodeBatch, "consultation", "label", "count"),
    List("label", "consultation", "count",
         Column(pgettext_lazy("code", "Used"), lambda each: each.used, numeric=True),
         search=("label",), filter=BatchFilter),
    write=Role.LEAD, rows=queries.batches, templates="participation/codes",
)  # fmt: skip
