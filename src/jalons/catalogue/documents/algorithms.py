"""The answer to a request for an explanation, and the rules of the processing, as documents.

Their words are data (``data/crpa.toml``), French in every language: they are law. What nobody
filled is shown between brackets, as to be completed; nothing is supposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from jalons.catalogue.engine.algorithms.law import law
from jalons.catalogue.engine.algorithms.sheet import AlgorithmCard
from jalons.catalogue.words.algorithms import contact_words
from jalons.foundation.documents import tree
from jalons.foundation.documents.naming import the
from jalons.wording import format_day, format_number

LANG = "fr"
FACTS = ("purpose", "decided_by", "automation", "audience", "objection", "contact", "moment",
         "context", "scope", "decisions_per_year", "legal_basis", "kind", "operations", "software",
         "supplier", "link", "code_link", "updated_on")  # fmt: skip


def explanation_document(
    sheet: AlgorithmCard, *, reference: str, received_on: date, today: date
) -> tree.Document:
    """The draft of an answer on a day (R. 311-3-1-2): the case itself is for a person to write."""
    words: Any = law().words["explanation"]
    unfilled = words["unfilled"]
    part = _facts(sheet, ("purpose", "moment", "automation", "decided_by"), unfilled)
    done = _facts(sheet, ("kind", "operations"), unfilled)
    after = [each for each in (sheet.objection.strip(), words["cada"]) if each]
    blocks = (
        tree.Note(words["draft"], tree.Tone.WARNING),
        tree.Paragraph(words["intro"].format(day=format_day(received_on, LANG), name=sheet.name)),
        tree.Paragraph(words["reference"].format(reference=reference)),
        tree.Section(words["part"], (part,)),
        tree.Section(words["data"], (*_data(sheet), tree.Paragraph(words["data_case"]))),
        tree.Section(words["parameters"], tuple(_parameters(sheet, case=True))),
        tree.Section(words["operations"], (done,)),
        tree.Section(words["after"], tuple(map(tree.Paragraph, after))),
    )
    author = sheet.organisation or unfilled
    return tree.Document(words["title"], author, today, blocks, subject=sheet.name, lang=LANG)


def rules_document(
    organisation: str, kind: str | None, sheets: Sequence[AlgorithmCard], *, today: date
) -> tree.Document:
    """The rules of the main processing on a day (L. 312-1-3), a section each.

    ``kind`` is that of the territory of the organisation, for its article.
    """
    words: Any = law().words["rules"]
    intro = words["intro"].format(name=the(organisation, kind))
    blocks: list[tree.Block] = [tree.Paragraph(intro)]
    blocks += [tree.Section(each.name, tuple(sheet_blocks(each, today))) for each in sheets]
    blocks += [] if sheets else [tree.Paragraph(words["none"])]
    return tree.Document(words["title"], organisation, today, tuple(blocks), lang=LANG)


def sheet_blocks(sheet: AlgorithmCard, today: date) -> Iterator[tree.Block]:
    """A public sheet: what it is for, who decides, the rules, how to object; data; parameters."""
    if sheet.review_before and sheet.review_before < today:
        words: Any = law().words["rules"]
        stale = words["stale"].format(day=format_day(sheet.review_before, LANG))
        yield tree.Note(stale, tree.Tone.WARNING)
    yield _facts(sheet, FACTS)
    yield from _data(sheet)
    yield from _parameters(sheet)


def _facts(sheet: AlgorithmCard, names: Sequence[str], unfilled: str = "") -> tree.FactList:
    """Fields with their French names; those left empty only when they have to be completed."""
    labels: Any = law().words["labels"]
    found = ((labels[name], _text(sheet, name) or unfilled) for name in names)
    return tree.FactList(tuple((label, text) for label, text in found if text))


def _text(sheet: AlgorithmCard, name: str) -> str:
    value = contact_words(sheet) if name == "contact" else getattr(sheet, name)
    if name in {"automation", "kind"}:
        return str(law().words[name].get(value, ""))
    if isinstance(value, date):
        return format_day(value, LANG)
    if isinstance(value, int):
        return format_number(value, LANG)
    return str(value or "").strip()


def _data(sheet: AlgorithmCard) -> Iterator[tree.Block]:
    labels: Any = law().words["labels"]
    if sheet.data:
        rows = tuple((each.name, each.source, each.collection) for each in sheet.data)
        header = (labels["name"], labels["source"], labels["collection"])
        yield tree.Table(labels["data"], header, rows)


def _parameters(sheet: AlgorithmCard, *, case: bool = False) -> Iterator[tree.Block]:
    """The parameters and their weights; ``case`` adds the column that a person fills."""
    words: Any = law().words["explanation"]
    labels: Any = law().words["labels"]
    more = ((words["case"],), (words["unfilled"],)) if case else ((), ())
    rows = [(each.name, each.weight, each.meaning, *more[1]) for each in sheet.parameters]
    if rows:
        header = (labels["parameter"], labels["weight"], labels["meaning"], *more[0])
        yield tree.Table(labels["parameters"], header, tuple(rows))
    elif case:
        yield tree.Paragraph(words["parameters_case"])
