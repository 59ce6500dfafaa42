"""The register of alert rules: three kinds of condition in one form, the list, the pause."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts import queries as accounts
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import moment_words
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import RecordForm
from jalons.twin.web.alerts import queries, wording
from jalons.twin.web.alerts.models import CONDITIONS, AlertRule
from jalons.twin.web.labels.values import short

if TYPE_CHECKING:
    from jalons.twin.web.alerts.attributes import InUse


class NewRuleForm(forms.Form):
    """The type and the kind of condition of a new rule."""

    type = forms.ChoiceField(label=_("Which sensors"))
    kind = forms.ChoiceField(
        label=_("What should be reported"), choices=AlertRule.Kind.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any, *, types: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["type"].choices = types  # type: ignore[attr-defined]


class RuleForm(RecordForm[AlertRule]):
    """A rule, with the fields of its kind of condition only.

    Its type and attribute are chosen once: the alerts of a rule are always about the same thing.
    """

    attribute = forms.ChoiceField(label=_("Which value"))

    class Meta:
        model = AlertRule
        fields = (
            "name", "attribute", *chain(*CONDITIONS.values()), "severity", "id_pattern", "q",
            "closes", "told_role", "told_members",
        )  # fmt: skip
        widgets = {"told_members": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, attributes: Sequence[InUse] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {attribute.iri: attribute.unit for attribute in attributes}
        rule, fields = self.instance, cast("dict[str, Any]", self.fields)
        fields["told_members"].queryset = accounts.members(authority=self.authority)
        fields["told_members"].label_from_instance = lambda each: each.user.email
        found = [(attribute.iri, attribute.label) for attribute in attributes]
        fields["attribute"].choices = found or [("", gettext("no number yet"))]
        fields["attribute"].required = rule.kind != AlertRule.Kind.SILENCE
        fields["limit"].required = True
        others = {*chain(*CONDITIONS.values())} - {*CONDITIONS[rule.kind]}
        for name in others if rule.is_new else {*others, "attribute"}:
            del fields[name]

    @property
    def about(self) -> str:
        return f"{type_of(self.instance)} · {self.instance.get_kind_display()}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.is_new:
            self.instance.unit = self.units.get(cleaned.get("attribute", ""), "")
        return cleaned


def state(rule: AlertRule) -> Cell:
    if rule.paused_at:
        return Cell("", mark=gettext("paused"), mark_kind="idle")
    if rule.trouble:
        return Cell("", mark=gettext("to correct"), mark_kind="late")
    word, kind = (
        (gettext("at work"), "ok") if rule.judged_at else (gettext("not judged yet"), "idle")
    )
    return Cell("", mark=word, mark_kind=kind)


def type_of(rule: AlertRule) -> str:
    """The name of the type of a rule: that of its policy, else its short name."""
    return queries.type_names(rule.authority).get(rule.type) or short(rule.type)


def filter_of(rule: AlertRule) -> str:
    return " · ".join(filter(None, (rule.id_pattern, rule.q))) or gettext("all of the type")


def last_round(rule: AlertRule) -> str:
    seen = {"watched": rule.watched, "when": moment_words(rule.judged_at), "unsure": rule.unsure}
    text = gettext("%(watched)s entities checked on %(when)s, %(unsure)s without an answer")
    return text % seen if rule.judged_at else ""


def headline(rules: QuerySet[AlertRule]) -> str:
    paused = list(rules.values_list("paused_at", flat=True))
    if at_work := paused.count(None):
        text = ngettext(
            "%(number)s rule watches the sensors.", "%(number)s rules watch the sensors.", at_work
        )
        return text % {"number": at_work}
    if paused:
        return gettext("Every rule is paused: nothing is watched.")
    return gettext("No rule watches the sensors yet.")


TYPE = Column(_("Type"), type_of)
CONDITION = Column(_("Alert when"), wording.condition_of)
FACTS = (
    TYPE,
    Column(_("Value"), lambda rule: wording.attribute_label(rule.attribute, type_iri=rule.type)),
    CONDITION,
    Column(_("Which entities"), filter_of),
    "severity",
    "closes",
    Column(
        _("Who is warned by e-mail"),
        lambda rule: ", ".join(str(each) for each in queries.recipients(rule)) or gettext("nobody"),
    ),
    Column(_("Last round"), last_round),
)

rules = Register(
    AlertRule,
    "twin_alert_rule",
    RuleForm,
    List(
        "name",
        TYPE,
        CONDITION,
        Column(_("State"), state),
        Column(_("Alerts not closed"), lambda rule: rule.current, numeric=True),
        Column(_("Last alert"), lambda rule: moment_words(rule.last), sort="last"),
        search=("name",),
        headline=headline,
        per_page=12,
    ),
    write=Role.LEAD,
    rows=queries.rules,
    moves=(
        Move("pause", _("Pause"), (None,), timezone.now, "paused_at", Role.LEAD),
        Move("resume", _("Resume"), (), None, "paused_at", Role.LEAD),
    ),
    templates="twin/alerts/rules",
)
