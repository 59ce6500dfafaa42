"""Results as pages show them, inside and for everybody: tables, charts, themes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.foundation.design.page_language import day_words, lang, number_words
from jalons.kernel.suppression import TOTAL, ShownTable
from jalons.participation.engine.consultations.questions import Kind
from jalons.participation.engine.reading.results import (
    NOTHING,
    CountedQuestion,
    QuestionResult,
    Results,
    ThemeAnswer,
)
from jalons.participation.web.consultations.models import Channel
from jalons.participation.web.reading.models import Theme
from jalons.participation.words.reading import standing_words
from jalons.participation.words.sentences import say
from jalons.wording import format_percent, share_finding

KINDS = {"done": "ok", "in_progress": "walk", "later": "idle", "not_taken": "idle"}


def shown(count: int | None) -> str:
    """A count in words, or that it is hidden."""
    return pgettext("count", "hidden") if count is None else number_words(count)


def _bars(title: str, rows: Sequence[tuple[str, int]], whole: int | None) -> StackedBars | None:
    """The shares in percent of what may be shown; None when there is nothing to draw."""
    if not rows or not whole:
        return None
    parts = tuple(float(round(100 * count / whole)) for _label, count in rows)
    labels = tuple(label for label, _count in rows)
    first = share_finding([(label, count / whole) for label, count in rows], lang())
    bars = (Series(_("Share of the answers"), parts),)
    return StackedBars(first, labels, bars, "%", variable=title)


def channels(found: Results) -> Table:
    """How many answers came by each channel."""
    rows = tuple(
        (str(Channel(key).label).capitalize(), shown(count),
         _share(count, found.tallies.answers))
        for key, count in found.tallies.channels.items()
    )  # fmt: skip
    heads = (Column(_("How it came")), Column(_("Answers"), numeric=True),
             Column(pgettext("number", "Share"), numeric=True))  # fmt: skip
    return Table(_("Answers by channel"), heads, rows,
                 total=(_("Total"), shown(found.tallies.answers), ""))  # fmt: skip


def _share(count: int | None, whole: int | None) -> str:
    return "–" if count is None or not whole else format_percent(count / whole, lang())


def question(found: QuestionResult) -> dict[str, Any]:
    """A question with its table, and the chart of the same numbers."""
    ranked = found.kind == Kind.RANK
    heads = [Column(_("Answer")),
             Column(_("Put first") if ranked else _("Answers"), numeric=True),
             Column(pgettext("number", "Share"), numeric=True),
             *([Column(_("Mean rank"), numeric=True)] if ranked else [])]  # fmt: skip
    rows = tuple(
        (each.label, shown(each.count), _share(each.count, found.answered),
         *([number_words(each.mean, 1)] if ranked else []))
        for each in found.options
    )  # fmt: skip
    known = [(each.label, each.count) for each in found.options if each.count is not None]
    return {
        "title": found.title, "table": Table(found.title, tuple(heads), rows),
        "chart": _bars(found.title, known, found.answered), "answered": shown(found.answered),
        "mean": number_words(found.mean, 1) if found.mean is not None else "",
        "several": found.kind == Kind.SEVERAL,
    }  # fmt: skip


def answer(found: ThemeAnswer) -> dict[str, Any]:
    """What was done about a theme, its state and its day in words."""
    state = Theme.AnswerState(found.state)
    late = pgettext("answer to residents", "late")
    return {
        "text": found.text, "reason": found.reason, "action": found.action,
        "action_state": found.action_state, "day": day_words(found.on) if found.on else "",
        "done": state == Theme.AnswerState.DONE,
        "mark": late if found.late else str(state.label),
        "kind": "late" if found.late else KINDS[found.state],
    }  # fmt: skip


def page(found: Results, level: int = 2) -> dict[str, Any]:
    """What the template of results needs; ``level`` is that of its first titles."""
    by_theme = [(each.title, each.texts) for each in found.themes if each.texts]
    labels: Mapping[str, str] = {each.value: str(each.label) for each in Channel}
    heads = (Column(pgettext("residents", "Theme")), Column(_("Texts"), numeric=True),
             Column(pgettext("number", "Share"), numeric=True))  # fmt: skip
    rows = tuple((each.title, shown(each.texts), _share(each.texts, found.read))
                 for each in found.themes)  # fmt: skip
    hides = any(each.hides for each in found.tallies.questions) or any(
        each.texts is None for each in found.themes
    )
    return {
        "found": found, "level": level, "under": level + 1, "answers": shown(found.tallies.answers),
        "standing": standing_words(found.tallies.answers, found.tallies.channels, labels, lang()),
        "hidden": say("results_hidden", lang()) if hides or (
            None in found.tallies.channels.values()) else "",
        "channels": channels(found) if found.tallies.channels else None,
        "questions": [question(each) for each in found.tallies.questions],
        "theme_table": Table(_("What texts speak of"), heads, rows) if rows else None,
        "theme_chart": _bars(_("What texts speak of"), by_theme, found.read),
        "themes": [(each, answer(each.answer) if each.answer else None) for each in found.themes],
        "texts": shown(found.texts), "read": shown(found.read),
        "partly": found.texts != found.read,
    }  # fmt: skip


def crossing(first: CountedQuestion, second: CountedQuestion, table: ShownTable) -> Table:
    """Two questions together: the answers to the first as lines, to the second as columns."""

    def label(about: CountedQuestion, key: str) -> str:
        nothing = _("No answer")
        return nothing if key == NOTHING else about.question.options.get(key, key)

    columns = (Column(first.question.title),
               *(Column(label(second, key), numeric=True) for key in table.columns),
               Column(_("Total"), numeric=True))  # fmt: skip
    rows = tuple(
        (label(first, key), *(shown(table.cells[key, each]) for each in (*table.columns, TOTAL)))
        for key in table.rows
    )  # fmt: skip
    total = (_("Total"), *(shown(table.cells[TOTAL, each]) for each in (*table.columns, TOTAL)))
    return Table(f"{first.question.title} · {second.question.title}", columns, rows, total=total)


def lines(found: Results) -> list[list[Any]]:
    """The results as the lines of a file, headings first; a hidden count is an empty cell."""
    made: list[list[Any]] = [["part", "title", "answer", "count", "state", "on"]]
    made += [["channel", "", key, count, "", None] for key, count in found.tallies.channels.items()]
    made.append(["answers", "", "", found.tallies.answers, "", None])
    for each in found.tallies.questions:
        made += [["question", each.title, one.label, one.count, "", None] for one in each.options]
    for theme in found.themes:
        said = theme.answer
        made.append(["theme", theme.title, said.text if said else "", theme.texts,
                     said.state if said else "", said.on if said else None])  # fmt: skip
        made += [["quote", theme.title, text, None, "", None] for text in theme.quotes]
    return made


def mark(count: int, total: int) -> Cell:
    """How many texts are read, with a bar."""
    share = count / total if total else None
    return Cell(f"{number_words(count)} / {number_words(total)}", share=share)
