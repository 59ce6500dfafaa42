"""The sentences of what recipes find in columns and in pairs of lines."""

from __future__ import annotations

from jalons import wording
from jalons.ailibrary.engine.columns.judging import ColumnJudgement
from jalons.ailibrary.engine.pairs.comparing import Agreement, Likeness
from jalons.ailibrary.words.sentences import say


def kind_label(kind: str, lang: str | None = None) -> str:
    """What a column is, in words."""
    return say(f"columns.kind.{kind}", lang)


def column_reason(found: ColumnJudgement, lang: str) -> str:
    """Why a column looks like that, in counts and never in values."""
    share = wording.format_number(round(found.share * 100), lang)
    kind = kind_label(found.kind, lang)
    return say(f"columns.by_{found.by}", lang, kind=kind[0].upper() + kind[1:], share=share,
               filled=wording.format_number(found.filled, lang))  # fmt: skip


def pair_reasons(found: Agreement, lang: str) -> tuple[str, ...]:
    """What agrees first, then what differs."""
    order = (Likeness.SAME, Likeness.CLOSE, Likeness.UNLIKE)
    return tuple(
        say(f"pairs.{likeness.value}.{field}", lang)
        for likeness in order for field, each in found.fields.items() if each == likeness
    )  # fmt: skip
