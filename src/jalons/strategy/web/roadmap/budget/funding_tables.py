"""The funding of the roadmap in words: what part is funded, by whom, what to file by when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang, short_day_words
from jalons.strategy.engine.roadmap.funding import Funded, FunderSum
from jalons.strategy.web.roadmap.models import Funding
from jalons.strategy.web.roadmap.pages import NONE, amount
from jalons.wording import format_percent


def euros(value: Decimal) -> str:
    return amount(value, "euros")


def sentence(found: Funded) -> str:
    """What part of the roadmap is funded; only of the actions whose budget is known."""
    if not found.known:
        return _("No planned budget is known yet: what part is funded cannot be said.")
    share = format_percent(found.share or 0, lang())
    return _("%(granted)s granted of %(planned)s planned: %(share)s.") % {
        "granted": euros(found.granted),
        "planned": euros(found.planned),
        "share": share,
    }


def limits(found: Funded) -> list[str]:
    """What the figures leave out, each counted: unknown is not zero."""
    counts = [
        (found.unknown, ngettext(
            "%(count)s action has no known budget: it is not in these figures.",
            "%(count)s actions have no known budget: they are not in these figures.",
            found.unknown)),
        (found.partial, ngettext(
            "%(count)s action has a budget known in part: what is planned is a minimum.",
            "%(count)s actions have a budget known in part: what is planned is a minimum.",
            found.partial)),
        (found.silent, ngettext(
            "%(count)s grant asked for or received has no amount.",
            "%(count)s grants asked for or received have no amount.",
            found.silent)),
    ]  # fmt: skip
    lines = [words % {"count": count} for count, words in counts if count]
    if found.apart:
        lines.append(
            _("%(amount)s was granted above the known budget of its action: it is left aside.")
            % {"amount": euros(found.apart)}
        )
    return lines


def shares(found: Funded) -> Table:
    """Where the planned money of the known actions comes from."""
    rows = [
        (_("granted or paid"), found.granted),
        (_("asked for, no answer yet"), found.requested),
        (_("to be found, or paid by the authority itself"), found.missing),
    ]
    whole = found.planned

    def part(value: Decimal) -> str:
        # to the tenth: whole shares would not always add up to the total below
        return format_percent(float(value / whole), lang(), 1) if whole else NONE

    return Table(
        caption=_("Where the planned money comes from"),
        columns=(
            Column(_("part")),
            Column(pgettext("of money", "amount"), numeric=True),
            Column(_("of what is planned"), numeric=True),
        ),
        rows=tuple((label, euros(value), part(value)) for label, value in rows),
        total=(_("planned"), euros(whole), part(whole)),
    )


def funders(funder_sums: Iterable[FunderSum]) -> Table:
    """The amounts requested from each funder, and granted."""
    return Table(
        caption=_("By funder"),
        columns=(
            Column(_("funder")),
            Column(_("requests"), numeric=True),
            Column(_("to ask for"), numeric=True),
            Column(_("waiting for an answer"), numeric=True),
            Column(_("amount granted"), numeric=True),
            Column(_("refused ones"), numeric=True),
            Column(_("without amount"), numeric=True),
        ),
        rows=tuple(
            (each.funder, str(each.lines), euros(each.hoped), euros(each.requested),
             euros(each.granted), str(each.refused), str(each.silent))
            for each in funder_sums
        ),
    )  # fmt: skip


def deadlines(authority: Authority, fundings: Iterable[Funding], today: date) -> Table:
    """The fundings still to file, the latest missed first."""
    rows = []
    for each in fundings:
        late = bool(each.deadline and each.deadline < today)
        url = reverse("roadmap_action_financements", args=[authority.slug, each.action_id, each.pk])
        rows.append(
            (
                Cell(str(each), url=url),
                Cell(
                    short_day_words(each.deadline),
                    mark=pgettext("action", "late") if late else "",
                    mark_kind="late" if late else "",
                ),
                each.action.title,
                amount(each.asked, "euros"),
                each.follower or NONE,
            )
        )
    return Table(
        caption=_("Grants to apply for"),
        columns=(
            Column(_("funding")),
            Column(_("to file by")),
            Column(_("action")),
            Column(_("amount asked"), numeric=True),
            Column(_("followed by")),
        ),
        rows=tuple(rows),
    )
