"""What other rooms ask of the recipes, through the contracts of the kernel: run by the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jalons.kernel.contracts import ColumnFinding, Pair


def columns(
    headings: Sequence[str], rows: Iterable[Sequence[str]], lang: str
) -> Sequence[ColumnFinding]:
    """What each column that is recognised looks like (``ColumnChecks``)."""
    from jalons.ailibrary.recipes.columns.using import findings  # loads NumPy: the worker alone
    from jalons.ailibrary.words.findings import column_reason

    return [ColumnFinding(place, heading, each.kind, each.share, each.personal,
                          column_reason(each, lang), each.filled)
            for place, heading, each in findings(headings, rows)]  # fmt: skip


def pairs(records: Sequence[Mapping[str, str]], lang: str) -> Sequence[Pair]:
    """The records that may be one (``PairFinder``)."""
    from jalons.ailibrary.engine.pairs.finding import find
    from jalons.ailibrary.words.findings import pair_reasons

    return [Pair(each.first, each.second, each.agreement.score,
                 pair_reasons(each.agreement, lang)) for each in find(records)]  # fmt: skip
