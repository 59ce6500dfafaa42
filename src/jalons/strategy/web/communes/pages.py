"""The communes in words: their milestones by commitment, what was proposed to them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Column, Row, Table
from jalons.foundation.design.page_language import lang
from jalons.strategy.store import manifesto
from jalons.strategy.web.communes.queries import Shared
from jalons.wording import format_number


def sentence(sharing: int, every: int) -> str:
    """How many communes share with their intermunicipal body."""
    if not every:
        return _("The municipalities of this territory are not known here.")
    if not sharing:
        return ngettext(
            "Your %(every)s municipality does not share anything with you yet.",
            "None of your %(every)s municipalities shares anything with you yet.",
            every,
        ) % {"every": every}
    if every == 1:
        return _("Your municipality shares its progress with you.")
    return ngettext(
        "%(sharing)s of your %(every)s municipalities shares its progress with you.",
        "%(sharing)s of your %(every)s municipalities share their progress with you.",
        sharing,
    ) % {"sharing": sharing, "every": every}


def standings(rows: Iterable[Shared], caption: str) -> Table:
    """The milestones each commune reached, by commitment: by name, never by rank."""
    numbers = [commitment.number for commitment in manifesto().commitments]
    return Table(
        caption=caption,
        note=_("milestones reached, of those of each track; the numbers are the commitments"),
        columns=(
            Column(_("Municipality")),
            Column(_("Residents"), numeric=True),
            *(Column(str(number)) for number in numbers),
        ),
        rows=tuple(_standing(row, numbers) for row in rows),
    )


def commitments() -> list[str]:
    return [f"{each.number} · {each.short.to(lang())}" for each in manifesto().commitments]


def _standing(shared: Shared, numbers: Iterable[int]) -> Row:
    return (
        shared.authority.name,
        _people(shared.authority),
        *(_reached(shared, number) for number in numbers),
    )


def _reached(shared: Shared, number: int) -> str:
    walked = shared.walked.get(number)
    if walked is None or not walked.milestones:
        return "—"
    return _("%(reached)s of %(total)s") % {"reached": walked.reached, "total": walked.milestones}


def _people(authority: Authority) -> str:
    territory = authority.territory
    known = territory.population if territory else None
    return "—" if known is None else format_number(known, lang(), 0)
