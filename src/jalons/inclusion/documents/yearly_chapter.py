"""The yearly chapter on inclusion: need, places, distance, procedures, mediation, campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jalons.foundation.documents import tree
from jalons.inclusion.documents.skills import SkillsSheet, chapter_blocks
from jalons.inclusion.engine.index.values import Diagnosis
from jalons.inclusion.engine.procedures.rules import Coverage
from jalons.inclusion.words import index, procedures, studies
from jalons.inclusion.words.sentences import say

MOST = 12  # municipalities, and procedures, that the chapter names


@dataclass(frozen=True, slots=True)
class InclusionYear:
    """What the chapter says; None for what nobody computed.

    ``diagnosis`` is of the territory ``name``; ``places`` the sentence of the register; ``access``
    the result stored of a study; ``without`` procedures that have no human way; ``campaigns`` of
    the year: name, theme, state, result.
    """

    authority: str
    day: date
    name: str
    diagnosis: Diagnosis | None
    places: str
    access: studies.Stored | None
    coverage: Coverage
    without: tuple[str, ...]
    skills: SkillsSheet
    campaigns: tuple[tuple[str, str, str, str], ...]


def chapter(found: InclusionYear, lang: str) -> tree.Document:
    """The chapter as a tree; registers have no past: most of it is of its day, and says so."""
    parts = {
        "need": _need(found, lang), "places": [tree.Paragraph(found.places)],
        "access": _access(found, lang), "procedures": _procedures(found, lang),
        "mediation": chapter_blocks(found.skills, lang), "campaigns": _campaigns(found, lang),
    }  # fmt: skip
    sections = (tree.Section(_say(name, lang), tuple(blocks)) for name, blocks in parts.items())
    note = tree.Note(_say("day", lang, year=found.skills.year))
    title, subject = _say("title", lang, year=found.skills.year), _sentence(found, lang)
    return tree.Document(title, found.authority, found.day, (note, *sections), subject, lang)


def _say(key: str, lang: str, /, **params: object) -> str:
    return say(f"inclusion_year.{key}", lang, **params)


def _sentence(found: InclusionYear, lang: str) -> str:
    known = found.diagnosis
    return index.sentence(known, found.name, lang) if known else _say("no_diagnosis", lang)


def _need(found: InclusionYear, lang: str) -> Iterator[tree.Block]:
    yield tree.Paragraph((tree.Strong(_sentence(found, lang)),))
    if (known := found.diagnosis) is None:
        return
    rows = tuple((each.name, index.rank_words(each, known, lang), index.fifth_words(each, lang),
                  index.reasons(each, known, lang)) for each in known.areas[:MOST])  # fmt: skip
    heads = tuple(say(f"index.head.{name}", lang) for name in ("name", "rank", "fifth", "why"))
    yield tree.Table(_say("areas", lang), heads, rows, frozenset({1, 2}))
    yield tree.BulletList((*index.doubts(known, lang), *index.method(known, lang)))
    yield tree.Paragraph(_say("sources", lang))
    yield tree.BulletList(tuple((tree.Figure(each.title, each),) for each in known.sources))


def _access(found: InclusionYear, lang: str) -> Iterator[tree.Block]:
    if (known := found.access) is None:
        yield tree.Paragraph(_say("no_access", lang))
        return
    yield tree.Paragraph((tree.Strong(studies.beyond(known, lang)),))
    rows = tuple((f"{studies.number(each['km'], lang)} km", studies.share(each, lang))
                 for each in known["others"])  # fmt: skip
    heads = (_say("distance", lang), _say("people", lang))
    yield tree.Table(_say("others", lang), heads, rows, frozenset({1}))
    way = say("access.straight", lang, detour=studies.number(known["detour"], lang, 2))
    yield tree.BulletList((way, *studies.remarks(known, lang)))


def _procedures(found: InclusionYear, lang: str) -> Iterator[tree.Block]:
    yield tree.Paragraph((tree.Strong(procedures.headline(found.coverage, lang)),))
    shares = (("by_procedure", found.coverage.procedures), ("by_people", found.coverage.people))
    known = tuple((_say(name, lang), procedures.percent(share, lang)) for name, share in shares
                  if share)  # fmt: skip
    if known:
        yield tree.FactList(known)
    if found.without:
        more = len(found.without) - MOST
        last = (_say("more", lang, count=more),) if more > 0 else ()
        yield tree.Paragraph(_say("without", lang))
        yield tree.BulletList((*found.without[:MOST], *last))


def _campaigns(found: InclusionYear, lang: str) -> Iterator[tree.Block]:
    if not found.campaigns:
        yield tree.Paragraph(_say("no_campaign", lang))
        return
    heads = tuple(_say(name, lang) for name in ("campaign", "theme", "state", "result"))
    yield tree.Table(_say("campaigns", lang), heads, found.campaigns)
