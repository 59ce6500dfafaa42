"""What was read of a file of answers, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jalons.participation.engine.consultations.questions import Kind
from jalons.participation.engine.exchange.columns import AnswerTable
from jalons.participation.engine.exchange.proposing import ProposedQuestion
from jalons.participation.words.sentences import say
from jalons.wording import format_number

_SHOWN = 6  # options of a question


def format_words(name: str, lang: str) -> str:
    """What a format is called."""
    return say(f"exchange_format.{name}", lang)


def kind_words(kind: Kind | None, lang: str) -> str:
    """What a question asks for."""
    return say(f"exchange_kind.{kind.value if kind else 'none'}", lang)


def reason_words(found: ProposedQuestion, lang: str) -> str:
    """Why a column seems to be what is proposed, with the options found."""
    options = ", ".join(found.options[:_SHOWN]) + (", …" if len(found.options) > _SHOWN else "")
    return say(f"exchange_reason.{found.reason}", lang, options=options,
               count=format_number(len(found.options), lang), end=found.scale)  # fmt: skip


def left_out(
    dropped: Mapping[str, str], skipped: Mapping[str, int], unread: Sequence[str],
    lang: str,
) -> list[str]:  # fmt: skip
    """What is not in the table: personal columns by reason, rows that do not count, files."""
    by_reason: dict[str, list[str]] = {}
    for heading, reason in dropped.items():
        by_reason.setdefault(reason, []).append(heading)
    lines = [say(f"exchange_dropped.{reason}", lang, names=", ".join(names))
             for reason, names in by_reason.items()]  # fmt: skip
    lines += [say(f"exchange_skipped.{reason}", lang, count=format_number(count, lang))
              for reason, count in skipped.items()]  # fmt: skip
    if unread:
        lines.append(say("exchange_unread", lang, names=", ".join(unread[:10])))
    return lines


def report_lines(table: AnswerTable, found: Sequence[ProposedQuestion], lang: str) -> list[str]:
    """A whole file in lines: its format, its rows, its questions, what was left out."""
    lines = [
        say("exchange_read", lang, format=format_words(table.format, lang),
            rows=format_number(table.rows, lang)),
        *(say(each, lang) for each in table.remarks),
    ]  # fmt: skip
    lines += [f"- {each.title} – {kind_words(each.kind, lang)}. {reason_words(each, lang)}"
              for each in found]  # fmt: skip
    lines += left_out(table.dropped, table.skipped, table.unread, lang)
    if table.technical:
        lines.append(say("exchange_technical", lang, names=", ".join(table.technical)))
    return [*lines, say("exchange_nothing_stored", lang)]
