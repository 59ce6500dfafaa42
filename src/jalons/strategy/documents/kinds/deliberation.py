"""The draft deliberation, and the note to the members of the assembly.

Glossary, contents and sources are in the document in annex. What only people know is left blank, in
sight. A strategy without objective or action is
not proposed: the draft then says what is missing.
"""

from __future__ import annotations

import re

from jalons.foundation.documents.naming import of, of_place, that, the
from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    FactList,
    Note,
    Paragraph,
    Strong,
    Text,
    Tone,
)
from jalons.kernel import Interval
from jalons.strategy.documents.built_blocks import Builder, BuiltBlocks
from jalons.strategy.documents.institutions import Institution, cited, institution_of
from jalons.strategy.documents.material import Material, scaled
from jalons.strategy.documents.sections import measures, roadmap, standing
from jalons.strategy.documents.wording import bare, central, counted, named, say, span
from jalons.strategy.engine.roadmap.roadmap import DONE, Pace
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.wording import (
    NO_BREAK,
    colon,
    format_day,
    format_percent,
    format_period,
    join_words,
    semicolon,
)

_ONLY_REVIEW = frozenset({"deliberation.report", "deliberation.before"})
_AIMS_NAMED = 3  # objectives the grounds name; the others are counted


def refusal(material: Material, lang: str) -> tuple[str, ...]:
    """What a document lacks to be proposed to the assembly; nothing when it can be."""
    if material.proposed is not DocumentKind.STRATEGY:
        return ()
    lacks = (
        ("no_aim_to_vote", not material.aims),
        ("no_action_to_vote", not roadmap.accepted(material)),
    )
    return tuple(say(key, lang) for key, missing in lacks if missing)


def session(material: Material, lang: str) -> BuiltBlocks:
    """The assembly, its session and its rapporteur: what only people know is blank."""
    lacks = refusal(material, lang)
    if lacks:
        note = Note(say("not_votable", lang), Tone.WARNING)
        return BuiltBlocks((note, BulletList(lacks)), missing=lacks, foreign=_foreign(material))
    body = institution_of(material.subject)
    name = of(material.subject.name, material.subject.kind, lang)
    blank = say("blank", lang)
    rows = (
        ("assembly", f"{body.assembly.to(lang)} {name}"),
        ("object", say(f"object.{material.proposed.value}", lang, year=material.year)),
        *((key, blank) for key in ("session_day", "members", "secretary", "rapporteur")),
    )
    facts = FactList(tuple((say(f"fact.{key}", lang), _capital(value)) for key, value in rows))
    blocks: list[Block] = [facts]
    if material.proposed is DocumentKind.REVIEW:
        blocks.append(Paragraph(say("session_lead", lang)))
    if material.subject.fictional:
        blocks.insert(0, Note(say("fictional", lang), Tone.WARNING))
    if body.id == "unknown":
        blocks.insert(0, Note(say("institution_unknown", lang), Tone.WARNING))
    missing = (say("session_todo", lang),)
    return BuiltBlocks(tuple(blocks), missing=missing, foreign=_foreign(material))


# Grounds ------------------------------------------------------------------------------------------


def grounds(material: Material, lang: str) -> BuiltBlocks:
    """The texts, one by one with date and title, then what leads to the decision."""
    if refusal(material, lang):
        return BuiltBlocks()
    body = institution_of(material.subject)
    end = semicolon(lang, "")
    seen = [f"{say('seen', lang)} {text}{end}" for text in _texts(material, body, lang)]
    seen.append(say("seen_blank", lang))
    known = [f"{say('considering', lang)} {reason}{end}" for reason in _reasons(material, lang)]
    blocks = tuple(Paragraph(each) for each in (*seen, *known))
    return BuiltBlocks(blocks, data=True, missing=(say("seen_todo", lang),))


def _texts(material: Material, body: Institution, lang: str) -> list[str]:
    """The texts of law, then the deliberations that decided the objectives."""
    applies = [duty.applies for duty in material.duties]
    articles = [body.powers] if body.powers else []
    articles += ["L. 2311-1-1", "D. 2311-15-1"] if True in applies else []
    articles += ["D. 2311-15"] if material.proposed is DocumentKind.REVIEW else []
    found = [say("seen_code", lang)]
    if articles:
        found[0] = say(
            "seen_articles",
            lang,
            articles=join_words((article.replace(" ", NO_BREAK) for article in articles), lang),
        )
    found.append(cited("reen_law", lang))
    if True in applies:
        found.append(cited("reen_decree", lang))
    elif None in applies:
        found.append(f"{cited('reen_decree', lang)} {say('to_check', lang)}")
    decided = dict.fromkeys(e.decided_by.strip() for e in material.aims if e.decided_by.strip())
    return [*found, *(_deliberation(each, lang) for each in decided)]


def _deliberation(decided_by: str, lang: str) -> str:
    """Where an objective was decided, after "Vu": a deliberation takes its article."""
    if lang == "fr" and decided_by.lower().startswith("délibération"):
        return f"la d{decided_by[1:]}"
    return decided_by


def _reasons(material: Material, lang: str) -> list[str]:
    """The reasons of the decision, from the figures of the authority."""
    subject = material.subject
    name = the(subject.name, subject.kind, lang)
    kind = material.proposed
    ground = "duty" if _obliged(material) else "choice"
    found = [
        say(
            f"reason_{ground}.{kind.value}",
            lang,
            name=name,
            that=that(subject.name, subject.kind),
            people=_people(material, lang),
        )
    ]
    if material.diagnosis.completeness > 0:
        known = format_percent(material.diagnosis.completeness, lang)
        found.append(say("reason_diagnosis", lang, known=known))
    found += [f"{say('that', lang)} {each}" for each in _footprint(material, lang)]
    if kind is DocumentKind.PROGRAMME:
        begun = roadmap.begun(material)
        return [*found, counted("begun_reason", len(begun), lang)] if begun else found
    return [*found, *_aims(material, lang), *_measures(material, lang)]


def _aims(material: Material, lang: str) -> list[str]:
    return [
        say(
            "reason_aim",
            lang,
            name=named(aim.indicator, lang),
            start=measures.start(aim, material, lang),
            end=bare(Interval.exact(aim.course.target.value), aim.indicator, lang),
            day=format_day(aim.course.target.on, lang),
        )
        for aim in material.aims[:_AIMS_NAMED]
    ]


def _measures(material: Material, lang: str) -> list[str]:
    accepted = roadmap.accepted(material)
    states = (
        counted("measures_done", sum(each.status == DONE for each in accepted), lang),
        counted("measures_late", sum(each.pace is Pace.LATE for each in accepted), lang),
    )
    reason = counted("reason_actions", len(accepted), lang, states=", ".join(states))
    return [reason] if accepted else []


def _obliged(material: Material) -> bool:
    return any(duty.applies for duty in material.duties)


def _people(material: Material, lang: str) -> str:
    people = material.subject.population
    return say("people_unknown", lang) if people is None else counted("inhabitants", people, lang)


def _footprint(material: Material, lang: str) -> list[str]:
    """The climate footprint of the equipment with its range, when it is measured."""
    found = measures.measured(material, {"footprint.total"})
    if not found:
        return []
    indicator = material.catalogue.get("footprint.total")
    value = scaled(found[0], indicator)
    return [
        say("reason_footprint", lang, value=central(value, indicator, lang),
            span=span(value, indicator, lang), when=format_period(found[0].period, lang))
    ]  # fmt: skip


# Decision -----------------------------------------------------------------------------------------


def articles(material: Material, lang: str) -> BuiltBlocks:
    """What the assembly decides, article by article, with the money it commits."""
    if refusal(material, lang):
        return BuiltBlocks(foreign=_foreign(material))
    body = institution_of(material.subject)
    kind = material.proposed
    decisions = [say(f"article.{kind.value}", lang, year=material.year)]
    if kind is DocumentKind.STRATEGY:
        decisions += [_money(material, lang), say("article_yearly", lang)]
    decisions.append(say("article_publish", lang))
    decisions.append(say("article_charge", lang, executive=body.executive.to(lang)))
    opened = _capital(say("decides", lang, assembly=body.assembly.to(lang)))
    blocks = [Paragraph((Strong(opened),))]
    for rank, each in enumerate(decisions, start=1):
        lead = Strong(say("article_number", lang, rank=rank))
        blocks.append(Paragraph((lead, " ", each)))
    return BuiltBlocks(tuple(blocks), data=True, foreign=_foreign(material))


def _money(material: Material, lang: str) -> str:
    """The planned cost of the strategy, and how many actions have no cost yet."""
    accepted = roadmap.accepted(material)
    total = roadmap.planned(material, lang)
    uncosted = sum(not each.costs for each in accepted)
    if not total:
        return say("money_unknown", lang)
    shares = "; ".join(
        f"{say(f'nature.{each}', lang)}{colon(lang)}{part}"
        for each in ("investment", "running")
        if (part := roadmap.planned(material, lang, nature=each))
    )
    left = f" {counted('money_left', uncosted, lang)}" if uncosted else ""
    return say("money", lang, total=total, shares=shares) + left


def execution(material: Material, lang: str) -> BuiltBlocks:
    """The vote to fill in, the transmission to the State, the remedies, the signatures."""
    if refusal(material, lang):
        return BuiltBlocks()
    body = institution_of(material.subject)
    blank = say("blank", lang)
    blocks: list[Block] = []
    if material.proposed is DocumentKind.REVIEW:
        blocks.append(Paragraph(say("no_vote", lang, assembly=_capital(body.assembly.to(lang)))))
    else:
        blocks.append(FactList(tuple((say(f"vote.{each}", lang), blank) for each in _VOTES)))
    law = re.sub(r"(?<=[LRD]\.) ", NO_BREAK, body.law) or say("law_to_check", lang)
    state = say("state_region" if body.id == "region" else "state", lang)
    blocks += [
        Paragraph(say("transmitted", lang, state=state, law=law)),
        Paragraph(say("remedies", lang, law=cited("remedy", lang).replace("R. ", f"R.{NO_BREAK}"))),
        Paragraph(say("signed", lang, executive=_capital(body.executive.to(lang)))),
    ]
    return BuiltBlocks(tuple(blocks), data=True, missing=(say("vote_todo", lang),))


_VOTES = ("for", "against", "abstention", "not_voting")


def note(material: Material, lang: str) -> BuiltBlocks:
    """The note to elected members in one page: the situation, the decision, the cost."""
    if refusal(material, lang):
        return BuiltBlocks()
    accepted = roadmap.accepted(material)
    late = [each for each in accepted if each.pace is Pace.LATE]
    body = institution_of(material.subject)
    rows: list[Text] = [
        counted("plan_measures", len(accepted), lang),
        counted("review_done", sum(each.status == DONE for each in accepted), lang),
        counted("review_late", len(late), lang),
    ]
    total = roadmap.planned(material, lang)
    rows.append(say("note_cost", lang, total=total) if total else say("means_none", lang))
    rows += [f"{_capital(each)}." for each in _footprint(material, lang)]
    lead = say("note_lead", lang, assembly=_of_assembly(body, lang),
               what=say(f"what.{material.proposed.value}", lang, year=material.year))  # fmt: skip
    blocks: list[Block] = [
        Paragraph(lead),
        Paragraph(standing.sentence(material, lang)),
        *standing.against(material, lang, sourced=False),
        BulletList(tuple(rows)),
        *standing.facts(material, lang, sourced=False)[-1:],
    ]
    return BuiltBlocks(tuple(blocks), data=True)


def _of_assembly(body: Institution, lang: str) -> str:
    name = body.assembly.to(lang)
    return of_place(name) if lang == "fr" else name


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _foreign(material: Material) -> frozenset[str]:
    return frozenset() if material.proposed is DocumentKind.REVIEW else _ONLY_REVIEW


BUILDERS: dict[str, Builder] = {
    "session": session,
    "grounds": grounds,
    "articles": articles,
    "execution": execution,
    "note": note,
}
