"""Actions on the sheet of a territory: import a public file, delete a figure, confirm."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.models import Verb
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.territory.files import read_statistics
from jalons.strategy.engine.territory.known import Known, KnownName
from jalons.strategy.engine.territory.placing import place_figures
from jalons.strategy.web.territory import queries
from jalons.strategy.web.territory.wording import title

type Person = User | AnonymousUser | None


def import_figures(  # noqa: PLR0913  (a file, who brings it, and what they say of it)
    *, authority: Authority, user: Person, name: str, content: bytes, source: str, vintage: str = ""
) -> tuple[Known, ...]:
    """Read a public file and store what it says of the territory; what was read.

    Raises ``StrategyError``: those of ``read_statistics`` and ``place_figures``, and
    ``territory_unknown`` without a territory.
    """
    if authority.territory is None:
        raise StrategyError("territory_unknown")
    read = read_statistics(name, content, vintage)
    place = queries.place_of(authority.territory)
    found = place_figures(read, place, source=source, file=name)
    sheet = queries.sheet_of(authority)
    known = sheet.known | {each.name.value: each.record() for each in found}
    writer.write(authority, user, [(sheet, {"known": known})], label=name, verb=Verb.IMPORTED)
    return found


def drop_figure(*, authority: Authority, user: Person, name: KnownName) -> Batch | None:
    """Delete a known figure, replaced by the average; the batch that can be undone."""
    sheet = queries.sheet_of(authority)
    known = {key: value for key, value in sheet.known.items() if key != name.value}
    return writer.write(authority, user, [(sheet, {"known": known})], label=title(name))


def confirm(*, authority: Authority, user: Person) -> Batch | None:
    """Confirm the estimate of the territory; the batch that can be undone.

    Its indicators then have a value. Raises ``StrategyError`` (``territory_unknown``) when there is
    nothing to confirm.
    """
    sheet = queries.sheet_of(authority)
    if queries.estimate_of(sheet) is None:
        raise StrategyError("territory_unknown")
    values = {"confirmed_at": timezone.now()}
    return writer.write(authority, user, [(sheet, values)], label=title("confirmed"))
