"""The doubts about the columns of a file, one sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.broker.engine.ingest.files.column_checks import Doubt, doubts
from jalons.broker.engine.ingest.files.tables import SheetRow
from jalons.broker.engine.ingest.plan import Plan
from jalons.broker.store.units import symbol

MOST = 12


def doubt_sentences(plan: Plan, rows: Sequence[SheetRow]) -> tuple[str, ...]:
    """The first doubts about the columns of a file, from its first rows."""
    found = doubts(plan, [(row.number, row.cells) for row in rows])
    return tuple(_sentence(each) for each in found[:MOST])


def _sentence(doubt: Doubt) -> str:
    words = {
        "column": doubt.column,
        "count": doubt.count,
        "total": doubt.total,
        "good": doubt.total - doubt.count,
        "unit": symbol(doubt.unit),
        "examples": _examples(doubt),
    }
    if doubt.reason == "unit":
        return _unit(doubt, words)
    if doubt.reason == "text":
        return (
            _(
                "“%(column)s” stays a text: only %(good)s cells of %(total)s are plain numbers; not"
                " %(examples)s. As a text it has neither curve nor threshold."
            )
            % words
        )
    kinds = {"number": _("a number"), "date": _("a date"), "boolean": _("yes or no")}
    return ngettext(
        "“%(column)s” is read as %(kind)s: %(count)s row of %(total)s would be refused,"
        " %(examples)s.",
        "“%(column)s” is read as %(kind)s: %(count)s rows of %(total)s would be refused,"
        " %(examples)s.",
        doubt.count,
    ) % {**words, "kind": kinds.get(doubt.kind, doubt.kind)}


def _unit(doubt: Doubt, words: dict[str, object]) -> str:
    if not doubt.count:
        return _("“%(column)s”: the unit %(unit)s was read in the cells; please check it.") % words
    return (
        ngettext(
            "“%(column)s”: the unit %(unit)s was read in the cells, and is given to %(count)s that"
            " writes none, %(examples)s; please check it.",
            "“%(column)s”: the unit %(unit)s was read in the cells, and is given to %(count)s that"
            " write none, %(examples)s; please check them.",
            doubt.count,
        )
        % words
    )


def _examples(doubt: Doubt) -> str:
    shown = [_("line %(line)s “%(cell)s”") % {"line": n, "cell": c} for n, c in doubt.examples]
    return ", ".join(shown) + ("…" if doubt.count > len(shown) else "")
