"""The draft deliberation and its note to the council."""

from __future__ import annotations

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Figure,
    NumberedList,
    Paragraph,
    Strong,
    Text,
)
from jalons.strategy.documents import measures, standing
from jalons.strategy.documents.built import Builder, Built
from jalons.strategy.documents.material import Material
from jalons.strategy.documents.wording import counted, say
from jalons.strategy.engine.roadmap import ABANDONED, DONE, Pace
from jalons.strategy.engine.statutory import DocumentKind

_ONLY_REVIEW = frozenset({"deliberation.report", "deliberation.before"})


def note(material: Material, lang: str) -> Built:
    """What elected members must know: the object, the figures, what they are asked."""
    live = [each for each in material.sheets if each.status != ABANDONED]
    done = sum(each.status == DONE for each in live)
    late = sum(each.pace is Pace.LATE for each in live)
    known = measures.measured(material, range(1, 10))
    figures: tuple[Text, ...] = (
        counted("plan_actions", len(live), lang),
        counted("review_done", done, lang),
        counted("review_late", late, lang),
        counted("review_measured", len(known), lang),
        counted("aims", len(material.aims), lang),
    )
    footprint = [each for each in known if each.indicator == "footprint.total"]
    told: list[Block] = [
        Paragraph((Strong(say(f"object.{material.proposed.value}", lang, year=material.year)),)),
        Paragraph(standing.sentence(material, lang)),
        BulletList(figures),
    ]
    if footprint:
        indicator = material.catalogue.get("footprint.total")
        value = measures.value(footprint[0], indicator, lang)
        parts = value if isinstance(value, tuple) else (value,)
        told.append(Paragraph((say("note_footprint", lang), " ", *parts, ".")))
    told += standing.facts(material, lang)
    return Built(tuple(told), data=True)


def session(material: Material, lang: str) -> Built:
    """The date of the session: only people know it."""
    review = material.proposed is DocumentKind.REVIEW
    lead = Paragraph(say("session_lead" if review else "session_free", lang))
    return Built((lead,), missing=(say("session_todo", lang),), foreign=_foreign(material))


def grounds(material: Material, lang: str) -> Built:
    """The texts to quote, and what leads to the decision."""
    laws = [each for each in material.duties if each.applies is not False]
    seen: tuple[Text, ...] = (
        say("seen_code", lang),
        *((say("seen", lang), " ", Figure(each.law, each.source), ";") for each in laws),
    )
    considering: list[Text] = [say("considering_law", lang)]
    if material.diagnosis.completeness > 0:
        considering.append(say("considering_diagnosis", lang))
    if material.aims:
        considering.append(counted("considering_aims", len(material.aims), lang))
    return Built((BulletList(seen), BulletList(tuple(considering))), data=True)


def articles(material: Material, lang: str) -> Built:
    """What the council is asked to decide."""
    kind = material.proposed.value
    told = (
        say(f"article.{kind}", lang, year=material.year),
        say("article_publish", lang),
        say("article_charge", lang),
    )
    blocks = (Paragraph(say("council_decides", lang)), NumberedList(told))
    return Built(blocks, data=True, foreign=_foreign(material))


def _foreign(material: Material) -> frozenset[str]:
    return frozenset() if material.proposed is DocumentKind.REVIEW else _ONLY_REVIEW


BUILDERS: dict[str, Builder] = {
    "note": note,
    "session": session,
    "grounds": grounds,
    "articles": articles,
}
