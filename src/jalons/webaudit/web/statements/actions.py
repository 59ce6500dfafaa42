"""A statement started from an assessment: what is known is filled, a person completes the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.register.writer import Person, write
from jalons.webaudit.engine.rgaa.mapping import State
from jalons.webaudit.engine.rgaa.rate import sample_states
from jalons.webaudit.web.grids import queries as grids
from jalons.webaudit.web.grids.models import AccessGrid
from jalons.webaudit.web.statements import queries
from jalons.webaudit.web.statements.models import AccessStatement, StatementItem

_SAME = ("organisation", "technologies", "environments", "tools", "contact_email", "contact_link")
_LINKS, _LONGEST = {"scheme": "scheme_link", "year": "plan_link"}, 500


def start(user: Person, grid: AccessGrid) -> AccessStatement:
    """The draft of the statement of a grid, with a content for each criterion that is not met.

    What does not change from one statement to the next comes from the last one.
    """
    authority, today = grid.authority, timezone.localdate()
    made = AccessStatement(authority=authority, service=grid.service)
    before = queries.rows(authority).order_by("-made_on", "-created_at")
    like = before.filter(service=grid.service).first() or before.first()
    values: dict[str, Any] = {"organisation": authority.name}
    values |= {name: getattr(like, name) for name in _SAME} if like else {}
    values |= {_LINKS[each.kind]: each.link for each in queries.plans(authority).reverse()
               if each.covers(today)}  # fmt: skip
    values |= {"service": grid.service, "grid": grid, "made_on": today}
    items = [(StatementItem(authority=authority), {"statement": made, "text": text[:_LONGEST]})
             for text in _contents(grid)]  # fmt: skip
    write(authority, user, [(made, values), *items], label=str(grid.service))
    return made


def _contents(grid: AccessGrid) -> Iterator[str]:
    """What is said of each criterion that is not met: its findings, else its own question."""
    reference = grids.reference_of(grid)
    states = sample_states(grids.matrix(grid), reference)
    known = list(grids.findings_of(grid, "to_fix"))
    for each in reference.criteria:
        if states[each.id] is State.FAILING:
            said = [one.text.splitlines()[0] for one in known if one.criterion == each.id]
            words = " ".join(dict.fromkeys(said)) or each.title
            yield _("Criterion %(id)s: %(words)s") % {"id": each.id, "words": words}
