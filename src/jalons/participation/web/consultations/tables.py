"""The tables of the page of a consultation: what came, what it comes to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, lang
from jalons.kernel.suppression import TOTAL
from jalons.participation.engine.consultations.counting import Counted
from jalons.participation.engine.consultations.questions import Kind
from jalons.participation.web.consultations.models import Channel, Question
from jalons.participation.web.consultations.queries import Participation
from jalons.wording import format_number


def count_words(count: int | None) -> str:
    """A count as a cell says it, a small one hidden."""
    return pgettext("count", "hidden") if count is None else format_number(count, lang())


def by_channel(found: Participation) -> Table:
    """How many answers came by each channel, those that nobody used left out."""
    names = dict(Channel.choices)
    rows = tuple((str(names[name]), count_words(count))
                 for name, count in found.channels.items() if count != 0)  # fmt: skip
    return _counts(_("Answers by channel"), _("How they came"), rows, found.total)


def by_week(found: Participation) -> Table:
    """How many answers came each week."""
    shown = {week: count_words(found.weeks.cells[week, TOTAL]) for week in found.weeks.rows}
    rows = tuple((_("week of %(day)s") % {"day": day_words(date.fromisoformat(week))}, count)
                 for week, count in shown.items())  # fmt: skip
    return _counts(_("Answers by week"), _("Week"), rows, found.total)


def _counts(title: str, label: str, rows: Any, total: int | None) -> Table:
    columns = (Column(label), Column(_("Answers"), numeric=True))
    return Table(title, columns, rows, (_("In all"), count_words(total)))


def of_question(question: Question, found: Counted) -> tuple[str, Table | None]:
    """What the answers to a question come to: a sentence, and its table when it has options."""
    read = question.as_read
    answered = _("A few people answered.") if found.answered is None else (
        ngettext("%(count)s person answered.", "%(count)s people answered.", found.answered)
        % {"count": format_number(found.answered, lang())}
    )  # fmt: skip
    if read.kind in {Kind.TEXT, Kind.PLACE}:
        return answered, None
    means = read.kind is Kind.RANK and bool(found.means)
    columns = [
        Column(_("Answer")),
        Column(_("First choice") if means else _("Answers"), numeric=True),
    ]
    if means:
        columns.append(Column(_("Mean place"), numeric=True))
    if "" in found.means:
        mean = format_number(found.means[""], lang(), decimals=1)
        answered += " " + _("Mean: %(mean)s out of %(most)s.") % {"mean": mean, "most": read.scale}
    rows = tuple(_row(read.options.get(key, key), key, found, means=means) for key in found.counts)
    title = _("Answers to “%(question)s”") % {"question": read.title}
    return answered, Table(title, tuple(columns), rows)


def _row(label: str, key: str, found: Counted, *, means: bool) -> tuple[Cell | str, ...]:
    count = found.counts[key]
    share = count / found.answered if count is not None and found.answered else None
    row: tuple[Cell | str, ...] = (label, Cell(count_words(count), share=share))
    if not means:
        return row
    mean = found.means.get(key)
    return (*row, "–" if mean is None else format_number(mean, lang(), decimals=1))
