"""The indicators of article 58: published for each year, withdrawn while they are unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang
from jalons.kernel import Interval, Urn
from jalons.procurement.engine.agec.families import IT
from jalons.procurement.engine.agec.spending import FamilyAccount
from jalons.procurement.web.agec import queries
from jalons.procurement.web.agec.models import AgecYear
from jalons.procurement.web.figures import Figure, record
from jalons.procurement.words.sentences import euros

METHOD = "procurement.agec/1"


def publish(year: AgecYear) -> None:
    """Record the indicators of a year that are known, withdraw the others."""
    found = queries.accounts_of(year)
    included, excluded = _perimeter(found)
    title = _("Accounts of the purchases of %s") % year.year
    for name, (known, unit, period) in _values(found).items():
        origin = Urn("agec_year", f"{year.authority.store_name}.{year.year}.{name}")
        is_known = known is not None and year.deleted_at is None
        value = Interval.exact(float(known or 0)) if is_known else None
        record(year.authority, period, name, unit, Figure(value, included, excluded),
               origin=origin, title=title, method=METHOD)  # fmt: skip


def _values(found: queries.YearAccounts) -> dict[str, tuple[Decimal | int | None, str, int]]:
    year, it = found.record, found.accounts.get(IT, FamilyAccount(IT))
    gifts = sum((each.gifts for each in found.accounts.values()), Decimal(0))
    reused, recycled = it.reused_share, it.recycled_share
    return {
        "reused_share": (None if reused is None else reused * 100, "%", year.year),
        "recycled_share": (None if recycled is None else recycled * 100, "%", year.year),
        "gifts_value": (gifts if found.accounts else None, "EUR", year.year),
        "declaration_filed": (_filed(year), "1", year.year + 1),
    }


def due(year: int) -> date:
    """The last day to declare the purchases of a year."""
    return date(year + 1, 6, 30)


def _filed(year: AgecYear) -> int | None:
    """1 when it was in time, 0 when it was late; unknown while nobody wrote it here."""
    return None if year.declared_on is None else int(year.declared_on <= due(year.year))


def _perimeter(found: queries.YearAccounts) -> tuple[list[str], list[str]]:
    """What is in the figures of a year, and what is not."""
    included = [_("purchases before tax, by accounting exports and by hand")]
    count, amount = found.left
    excluded = [_("gifts, but in their own indicator and in the declaration")]
    if count:
        words = _("%(amount)s of accounting lines without a family")
        excluded.append(words % {"amount": euros(amount, lang())})
    if any(each.report.get("from_tax") for each in queries.exports(found.record)):
        included.append(_("amounts with tax brought to before tax by a rate a person gave"))
    return included, excluded
