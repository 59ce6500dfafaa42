"""The registers of statements, plans and complaints."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.webaudit.web.services.panels import panels
from jalons.webaudit.web.statements import indicators, queries
from jalons.webaudit.web.statements import models as stored
from jalons.webaudit.web.statements.models import AccessPlan, AccessStatement, Complaint

PUBLIC = ("service", "grid", "organisation", "scheme_link", "plan_link", "made_on", "updated_on",
          "technologies", "environments", "tools", "contact_email", "contact_link", "state",
          "published_on")  # fmt: skip


class StatementForm(RecordForm[AccessStatement]):
    sections = (
        Section(gettext_lazy("Whose statement, and of what"),
                ("organisation", "service", "grid", "scheme_link", "plan_link")),
        Section(gettext_lazy("How it was made"), PUBLIC[5:10]),
        Section(gettext_lazy("Contact: an answer within a week"), PUBLIC[10:12]),
    )  # fmt: skip

    class Meta:
        model = AccessStatement
        fields = PUBLIC[:-2]


class ItemForm(RecordForm[stored.StatementItem]):
    class Meta:
        model = stored.StatementItem
        fields = ("kind", "text", "reason", "until", "alternative")


class PlanForm(RecordForm[AccessPlan]):
    class Meta:
        model = AccessPlan
        fields = ("kind", "name", "starts_on", "ends_on", "referent", "policy", "report", "link")


class ComplaintForm(RecordForm[Complaint]):
    class Meta:
        model = Complaint
        fields = ("subject", "service", "received_on", "answered_on", "answer")


def validity(found: AccessStatement) -> Cell:
    """Until when it is valid, or what it is."""
    if found.state == "draft":
        return Cell("", mark=found.get_state_display(), mark_kind="walk")
    if not queries.is_valid(found):
        return Cell("", mark=_("expired"), mark_kind="late")
    return Cell(_("until %(day)s") % {"day": day_words(queries.valid_until(found))})


def promptness(found: Complaint) -> Cell:
    """Whether it was answered within a week."""
    if found.answered_on:
        words = _("answered on %(day)s") % {"day": day_words(found.answered_on)}
        return Cell("", mark=words, mark_kind="ok" if found.in_time else "idle")
    if found.in_time is False:
        return Cell("", mark=_("late"), mark_kind="late")
    return Cell("", mark=_("before %(day)s") % {"day": day_words(found.due_on)}, mark_kind="walk")


statements = Register(
    AccessStatement, "access_statement", StatementForm,
    List("service", "organisation", Column(gettext_lazy("Result"), queries.result),
         Column(gettext_lazy("Validity"), validity, sort="made_on"),
         search=("organisation",), headline=queries.headline, file=PUBLIC),
    rows=queries.rows,
    parts=(Part(stored.StatementItem, ItemForm, "contenus",
                gettext_lazy("Content that is not accessible"), gettext_lazy("Add a content")),),
    moves=(
        Move("publish", gettext_lazy("It is published"), ("draft",), "published", role=Role.LEAD,
             needs=queries.refusal, dated="published_on"),
        Move("redraft", gettext_lazy("Back to a draft"), ("published",), "draft", role=Role.LEAD),
    ),
    after=indicators.publish, templates="webaudit/statements",
)  # fmt: skip
plans = Register(
    AccessPlan, "access_plan", PlanForm,
    List("name", "kind", "starts_on", "ends_on", "link", search=("name",), sort="-starts_on"),
    rows=queries.plans, after=indicators.publish, templates="webaudit/plans",
)  # fmt: skip
complaints = Register(
    Complaint, "complaint", ComplaintForm,
    List("subject", "service", "received_on",
         Column(pgettext_lazy("complaint", "Answer"), promptness, sort="answered_on"),
         search=("subject",), headline=queries.complaints_headline),
    rows=queries.complaints, after=indicators.publish, templates="webaudit/complaints",
)  # fmt: skip
panels.add("statements", gettext_lazy("Accessibility statements"), queries.panel)
