"""The topic in the demonstration: a consultation being read, another that was answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.participation.engine.reading.agreement import SAMPLE
from jalons.participation.web.consultations.models import AnswerPart, Consultation
from jalons.participation.web.reading import actions, queries
from jalons.participation.web.reading.models import Coding, ResidentQuote, Theme

QUOTED = 220  # characters of a text that is quoted whole


def fill(demo: Demonstration) -> None:
    """The themes by the titles of consultations; a consultation that is not there has none."""
    known = {each.title: each for each in living(Consultation, demo.authority)}
    for row in package_table("jalons.participation", "reading_demo")["consultations"]:
        if found := known.get(row["title"]):
            themes = _themes(demo, found, row["themes"])
            if found.receipts_erased_on:  # before, its texts are stored again under other ids
                _read(demo, found, row, themes)
                actions.freeze(found)


def _themes(demo: Demonstration, found: Consultation, rows: list[dict[str, Any]]) -> list[Theme]:
    made = []
    for row in rows:
        values = {name: value for name, value in row.items() if name not in {"marks", "days"}}
        if "days" in row:
            values["answer_on"] = demo.today + timedelta(days=row["days"])
        made.append((Theme(authority=demo.authority), {"consultation": found, **values}))
    write(demo.authority, demo.people[Role.LEAD], made)
    return [theme for theme, _values in made]


def _read(
    demo: Demonstration, found: Consultation, row: dict[str, Any], themes: list[Theme]
) -> None:
    """The choices of two readers, and a quote of each theme."""
    marks = [tuple(each["marks"]) for each in row["themes"]]
    readers = [queries.reader_code(found, demo.people[role])
               for role in (Role.CONTRIBUTOR, Role.LEAD)]  # fmt: skip
    texts = list(queries.texts(found).order_by("pk"))
    rows, quotes = list[Coding](), dict[Any, AnswerPart]()
    for part in texts[: round(row["share"] * len(texts))]:
        words = part.text.lower().replace("’", " ").replace("'", " ").split()
        chosen = [theme for theme, begins in zip(themes, marks, strict=True)
                  if any(word.startswith(begins) for word in words)]  # fmt: skip
        for second, by in enumerate(readers):
            if not second or part.pk < SAMPLE:
                rows += _codings(found, part, chosen, by, second=bool(second))
        if _is_quotable(part):
            quotes |= dict.fromkeys([each for each in chosen if each not in quotes][:1], part)
    Coding.objects.create_all(rows)
    write(demo.authority, demo.people[Role.LEAD], [
        (ResidentQuote(authority=demo.authority), {"theme": theme, "part": part, "text": part.text})
        for theme, part in quotes.items()
    ])  # fmt: skip


def _is_quotable(part: AnswerPart) -> bool:
    read = part.state == AnswerPart.State.READ and not part.flags
    return read and 10 <= len(part.text.strip()) <= QUOTED


def _codings(
    found: Consultation, part: AnswerPart, chosen: list[Theme], by: str, *, second: bool
) -> list[Coding]:
    themes: list[Theme | None] = [*chosen] or [None]
    return [Coding(authority=found.authority, consultation=found, part=part, theme=each, by=by,
                   second=second) for each in themes]  # fmt: skip
