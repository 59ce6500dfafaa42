"""The words of a policy."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.broker.engine.policies.policy import TypePolicy
from jalons.foundation.design.page_language import number_words
from jalons.twin.web.labels.values import moment

YEAR, MONTH, SHORT = 365, 30.44, 61  # days

AUDIENCES = {
    "open": gettext_lazy("Everybody"),
    "partners": gettext_lazy("Partners with a token"),
    "internal": gettext_lazy("The authority alone"),
}
BASES = {
    "not_personal": gettext_lazy("No personal data: none is needed"),
    "public_task": gettext_lazy("Task in the public interest (GDPR, article 6(1)(e))"),
    "legal_obligation": gettext_lazy("Legal obligation (GDPR, article 6(1)(c))"),
    "consent": gettext_lazy("Consent (GDPR, article 6(1)(a))"),
    "contract": gettext_lazy("Contract (GDPR, article 6(1)(b))"),
    "vital": gettext_lazy("Vital interests (GDPR, article 6(1)(d))"),
}
FIELDS = {
    "type": gettext_lazy("Type"),
    "name": gettext_lazy("Name in plain words"),
    "purpose": gettext_lazy("What for"),
    "legal_basis": gettext_lazy("Legal basis"),
    "owner": gettext_lazy("Who answers for it"),
    "retention_days": gettext_lazy("Days kept"),
    "audience": gettext_lazy("Who may see the data"),
    "position_metres": gettext_lazy("Precision of positions, in metres"),
    "time_seconds": gettext_lazy("Precision of times, in seconds"),
}
REASONS = {
    "missing": gettext_lazy("This is missing."),
    "contradicts": gettext_lazy(
        "Personal data need a legal basis of the GDPR; other data need none."
    ),
    "personal_open": gettext_lazy("Personal data are never open to everybody."),
    "range": gettext_lazy("This is out of range."),
}


def in_words(policy: TypePolicy) -> tuple[tuple[str, str], ...]:
    """A policy as facts a citizen reads."""
    personal = _("Yes") if policy.personal else _("No")
    return (
        (_("What for"), policy.purpose or "–"),
        (_("Who answers for it"), policy.owner or "–"),
        (_("Kept"), duration(policy.retention_days) if policy.retention_days else "–"),
        (_("Does it say something about a person?"), personal),
        (_("Legal basis"), str(BASES.get(policy.legal_basis, "–"))),
        (_("Who may see the data"), str(AUDIENCES[policy.audience])),
    )


def duration(days: int) -> str:
    """A number of days as people say it: whole years, else about so many months or years."""
    if days < SHORT:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    if days % YEAR == 0 or days % YEAR == days // (4 * YEAR):  # leap days are in it
        years = days // YEAR
        return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    months = round(days / MONTH)
    if months < 24:
        return ngettext("about %(months)s month", "about %(months)s months", months) % {
            "months": months
        }
    years = round(days / YEAR)
    return ngettext("about %(years)s year", "about %(years)s years", years) % {"years": years}


def retention(policy: TypePolicy, at: int | None) -> str:
    """When the retention was last applied; empty for a policy without any."""
    if not policy.retention_days:
        return ""
    return moment(at) if at is not None else _("Not yet: it is applied once a day")


def precision(metres: int, seconds: int) -> str:
    """How precisely a type is shown outside the authority."""
    parts = []
    if metres:
        parts.append(_("position within %(metres)s m") % {"metres": number_words(metres)})
    if seconds:
        parts.append(
            _("time within %(minutes)s min") % {"minutes": number_words(max(1, seconds // 60))}
        )
    return ", ".join(parts) or _("as measured")
