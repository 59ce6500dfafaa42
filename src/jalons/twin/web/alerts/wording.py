"""The words of rules and alerts, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.design.page_language import moment_words
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount, moment

from .models import AlertRule, AlertStep, RaisedAlert

DOUBTS = {
    "deleted": gettext_lazy("the entity is no longer in the twin"),
    "left": gettext_lazy("the entity is no longer among those the rule watches"),
    "absent": gettext_lazy("the entity no longer has this attribute"),
    "unreadable": gettext_lazy("the value is no longer a number"),
    "unit": gettext_lazy("the value comes in another unit"),
    "few_points": gettext_lazy("there are too few observations"),
    "no_spread": gettext_lazy("the reference is flat or null: nothing can be compared to it"),
    "no_sheet": gettext_lazy("the type has no complete sheet any more"),
    "query": gettext_lazy("the filter of the rule is not understood any more"),
}


def attribute_label(iri: str, *, type_iri: str = "") -> str:
    """The label of an attribute; empty is any attribute."""
    return str(words.attribute((type_iri,), iri)) if iri else _("any attribute")


def measure(value: Any, unit: str) -> str:
    return amount(value, unit) if value is not None else "–"


def limit_label(values: Mapping[str, Any]) -> str:
    """The limit of a threshold with its unit: “above 80 %”."""
    parts = {"limit": measure(values["limit"], values["unit"])}
    if values["direction"] == AlertRule.Direction.ABOVE:
        return _("above %(limit)s") % parts
    return _("below %(limit)s") % parts


def condition(values: Mapping[str, Any]) -> str:
    """The condition of a rule in one sentence without subject."""
    if values["kind"] == AlertRule.Kind.THRESHOLD:
        return _threshold(values)
    if values["kind"] == AlertRule.Kind.SILENCE:
        hours = values["hours"]
        return ngettext(
            "nothing observed for %(hours)s hour", "nothing observed for %(hours)s hours", hours
        ) % {"hours": hours}
    parts = {
        "recent": values["recent_days"],
        "reference": values["reference_days"],
        "most": measure(values["most"], ""),
    }
    if values["measure"] == AlertRule.Measure.PERCENT:
        text = _(
            "mean of the last %(recent)s days more than %(most)s %% away from that of the"
            " %(reference)s days before"
        )
    else:
        text = _(
            "mean of the last %(recent)s days more than %(most)s robust standard deviations away"
            " from that of the %(reference)s days before"
        )
    return text % parts


def _threshold(values: Mapping[str, Any]) -> str:
    text = limit_label(values)
    if minutes := values["minutes"]:
        text += " " + ngettext(
            "for at least %(minutes)s minute", "for at least %(minutes)s minutes", minutes
        ) % {"minutes": minutes}
    if margin := values["margin"]:
        sign = -1 if values["direction"] == AlertRule.Direction.ABOVE else 1
        back = measure(values["limit"] + sign * margin, values["unit"])
        text += ", " + _("normal again at %(limit)s") % {"limit": back}
    return text


def headline(rule: AlertRule) -> str:
    """The condition of a rule, short enough for a title."""
    values = vars(rule)
    threshold = rule.kind == AlertRule.Kind.THRESHOLD
    return limit_label(values) if threshold else condition(values)


def condition_of(rule: AlertRule) -> str:
    return condition(vars(rule))


def sentence(alert: RaisedAlert) -> str:
    values, name = alert.values, alert.entity_name
    if values["kind"] == AlertRule.Kind.SILENCE:
        if values["reason"] == "never":
            return _("%(name)s has never observed anything.") % {"name": name}
        parts = {"name": name, "when": moment(values["at"])}
        return _("%(name)s has observed nothing since %(when)s.") % parts
    parts = {"name": name, "value": measure(values["value"], values["unit"])}
    if values["kind"] == AlertRule.Kind.DRIFT:
        parts |= {
            "against": measure(values["against"], values["unit"]),
            "days": str(values["recent_days"]),
        }
        return _("%(name)s: %(value)s on average over %(days)s days, %(against)s before.") % parts
    parts["limit"] = measure(values["limit"], values["unit"])
    if values["direction"] == AlertRule.Direction.ABOVE:
        return _("%(name)s: %(value)s, above the limit of %(limit)s.") % parts
    return _("%(name)s: %(value)s, below the limit of %(limit)s.") % parts


def statistic(values: Mapping[str, Any]) -> str:
    """The size of a drift, in words; empty for the other kinds."""
    if values["kind"] != AlertRule.Kind.DRIFT or values["size"] is None:
        return ""
    size = measure(round(values["size"], 1), "")
    if values["measure"] == AlertRule.Measure.PERCENT:
        return _("%(size)s %% of the reference mean") % {"size": size}
    return _("%(size)s robust standard deviations (1.4826 × MAD of the daily means)") % {
        "size": size
    }


def situation(alert: RaisedAlert) -> str:
    """The present state of an alert: still so, normal again, or unknown."""
    if alert.doubt:
        return _("Not known whether it still applies: %(why)s.") % {"why": DOUBTS[alert.doubt]}
    if alert.normal_at:
        when = moment_words(alert.normal_at)
        return _("Back to normal since %(when)s.") % {"when": when}
    when = moment_words(alert.last_seen_at)
    return _("Still so on %(when)s, the last time it was looked at.") % {"when": when}


def step_label(step: AlertStep) -> str:
    """A step in words, with the reason of an unknown state."""
    label = str(AlertStep.Kind(step.kind).label)
    return f"{label} ({DOUBTS[step.reason]})" if step.reason in DOUBTS else label


def journal_step(kind: str, doubt: str = "", note: str = "") -> dict[str, str]:
    label = str(AlertStep.Kind(kind).label)
    found = {_("step"): f"{label} ({DOUBTS[doubt]})" if doubt in DOUBTS else label}
    return found | ({_("note"): note} if note else {})
