"""The report of an assessment, as a document: HTML and accessible PDF come from the same tree."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.footprint.engine.explain import Explanation
from jalons.footprint.engine.summary import Row, Summary, summarise
from jalons.footprint.engine.wording import say
from jalons.footprint.store import load_pack
from jalons.footprint.web import queries
from jalons.footprint.web.models import AssessedInventory
from jalons.foundation.documents.tree import (
    BulletList,
    Document,
    FactList,
    Figure,
    Paragraph,
    Section,
    Strong,
    Table,
)


def document(assessed: AssessedInventory, lang: str) -> Document:
    """The report of an inventory: the sentence, what makes it, what is left out, its sources."""
    found = queries.assessment_of(assessed)
    lines = queries.lines_of(assessed)
    summary = summarise(found, load_pack(), notices=lines.notices, lang=lang)
    inventory = assessed.inventory
    return Document(
        title=_("Footprint of the digital equipment: %s") % inventory.name,
        lang=lang,
        subject=summary.sentence,
        authority=inventory.authority.name,
        date=assessed.made_at.date(),
        blocks=(
            Paragraph((Strong(summary.sentence), " ", summary.likely)),
            BulletList(summary.facts),
            _table(say("report.by_stage", lang), summary.stages, lang),
            _table(say("report.by_device", lang), summary.devices, lang, counted=True),
            _hinted(say("report.excluded", lang), summary.excluded),
            Section(say("report.gaps", lang), _lines(summary.gaps)),
            _hinted(say("report.notices", lang), summary.notices),
            Section(say("report.how", lang), (Paragraph(summary.method), *_explanations(summary))),
        ),
    )


def _hinted(title: str, items: tuple[tuple[str, str], ...]) -> Section:
    return Section(title, _lines(tuple(f"{text} {hint}".strip() for text, hint in items)))


def _lines(items: tuple[str, ...]) -> tuple[BulletList | Paragraph, ...]:
    return (BulletList(items),) if items else (Paragraph(_("Nothing.")),)


def _table(caption: str, rows: tuple[Row, ...], lang: str, *, counted: bool = False) -> Table:
    number = (_("Number"),) if counted else ()
    header = (caption, *number, say("report.central", lang), say("report.interval", lang))
    body = tuple(
        (row.name, *((row.quantity,) if counted else ()), row.central, row.interval) for row in rows
    )
    return Table(caption, header, body, frozenset(range(1, len(header))))


def _explanations(summary: Summary) -> tuple[Section, ...]:
    return tuple(
        Section(name, tuple(block for each in explanations for block in _explanation(each)))
        for name, explanations in summary.explanations.items()
    )


def _explanation(explanation: Explanation) -> tuple[Paragraph | FactList, ...]:
    facts = tuple(
        (line.name, (Figure(f"{line.value} {line.spread}".strip(), line.source),))
        for line in explanation.inputs
    )
    formula = Paragraph(explanation.formula)
    return (formula, FactList(facts)) if facts else (formula,)
