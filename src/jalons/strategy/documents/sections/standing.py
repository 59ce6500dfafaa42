"""Where the authority stands: the diagnosis as a radar with its table, the duties of the law."""

from __future__ import annotations

from collections.abc import Collection

from jalons.foundation.design.drawings.radar import Outline, Radar
from jalons.foundation.design.drawings.svg import tag
from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    FactList,
    Figure,
    Note,
    Paragraph,
    Picture,
    Strong,
    Table,
    Text,
    Tone,
)
from jalons.kernel import Observation, Period
from jalons.strategy.documents.built_blocks import BuiltBlocks
from jalons.strategy.documents.material import Duty, Material
from jalons.strategy.documents.wording import central, counted, say
from jalons.strategy.engine.diagnosis.latest_values import LatestValue
from jalons.strategy.engine.diagnosis.path import latest_by_indicator
from jalons.strategy.engine.diagnosis.scoring import CommitmentScore, QuestionScore
from jalons.wording import colon, format_percent, format_period

_WIDE = "-340 -160 680 320"  # the radar in the middle of a strip: its table fits on the page


def facts(material: Material, lang: str, *, sourced: bool = True) -> list[Block]:
    """The facts of the authority; a warning when it is fictional.

    ``sourced`` figures bring their source to the list at the end.
    """
    subject = material.subject
    population: Text = say("unknown", lang)
    if subject.population is not None:
        shown = counted("inhabitants", subject.population, lang)
        source = subject.population_source
        population = (Figure(shown, source),) if source and sourced else shown
    staff = say("unknown", lang) if subject.staff is None else counted("staff", subject.staff, lang)
    kind = say(f"kind.{subject.kind}", lang) if subject.kind else say("unknown", lang)
    rows: list[tuple[str, Text]] = [
        (say("fact.kind", lang), kind),
        (say("fact.population", lang), population),
        (say("fact.staff", lang), staff),
    ]
    blocks: list[Block] = [FactList(tuple(rows))]
    if subject.fictional:
        blocks.insert(0, Note(say("fictional", lang), Tone.WARNING))
    return blocks


def duties(material: Material, lang: str) -> list[Block]:
    """The duties of the authority by law, with the text of each."""
    applying = [_duty(duty, lang) for duty in material.duties if duty.applies is not False]
    if not applying:
        return [Paragraph(say("no_duty" if material.duties else "duty_unknown", lang))]
    return [Paragraph(say("duties_lead", lang)), BulletList(tuple(applying))]


def _duty(duty: Duty, lang: str) -> Text:
    doubt = "" if duty.applies else f" {say('duty_depends', lang)}"
    name, what = duty.name.to(lang), duty.what.to(lang)
    return (Strong(f"{name}."), f" {what}{doubt} ", Figure(duty.law, duty.source), ".")


def sentence(material: Material, lang: str) -> str:
    """What the diagnosis says, in one or two sentences."""
    found = material.diagnosis
    if found.completeness == 0:
        return say("diagnosis_none", lang)
    against = found.against()
    only = (counted("milestones_against", against, lang),) if against else ()
    return " ".join(
        (
            counted("milestones", found.reached(), lang),
            *only,
            say(
                "diagnosis_shares",
                lang,
                done=format_percent(found.shares.done, lang),
                planned=format_percent(found.shares.planned, lang),
                known=format_percent(found.completeness, lang),
            ),
        )
    )


def diagnosis(material: Material, lang: str) -> BuiltBlocks:
    """The radar, its table and its sentence, with the unanswered share."""
    lead = Paragraph(sentence(material, lang))
    if material.diagnosis.completeness == 0:
        return BuiltBlocks((lead,), missing=(say("diagnosis_todo", lang),))
    blocks = (
        lead,
        radar(material, lang),
        table(material, range(1, 10), lang),
        *against(material, lang),
    )
    missing: list[str] = []
    if material.diagnosis.completeness < 1:
        share = format_percent(1 - material.diagnosis.completeness, lang)
        missing.append(say("diagnosis_unknown", lang, share=share))
    if disputed := len(material.diagnosis.contradictions()):
        missing.append(counted("answers_against", disputed, lang))
    return BuiltBlocks(blocks, data=True, missing=tuple(missing))


def against(material: Material, lang: str, *, sourced: bool = True) -> list[Block]:
    """Each answer a measure contradicts, with what the measure says; nothing without any.

    ``sourced`` figures bring their source to the list at the end.
    """
    known = latest_by_indicator(material.observations) if sourced else {}
    sentences = tuple(
        _against(part, part.latest, known.get(part.latest.indicator), material, lang)
        for part in material.diagnosis.contradictions()
        if part.latest
    )
    if not sentences:
        return []
    return [Paragraph(counted("against_lead", len(sentences), lang)), BulletList(sentences)]


def _against(
    part: QuestionScore,
    latest: LatestValue,
    known: Observation | None,
    material: Material,
    lang: str,
) -> Text:
    indicator = material.catalogue.get(latest.indicator)
    value = central(latest.value, indicator, lang)
    question = part.question.text.to(lang)
    answer = say(f"answer.{part.answer}", lang)
    what = say(f"known_as.{latest.status}", lang)
    period = latest.period
    whole = period == Period.year(period.start.year)
    when = say("in_year", lang, year=period.start.year) if whole else format_period(period, lang)
    return (
        f"{say('against_answer', lang, question=question, answer=answer, what=what)} ",
        Figure(value, known.sources[0]) if known and known.sources else value,
        f" {when} ({indicator.name.to(lang)}).",
    )


def radar(material: Material, lang: str) -> Picture:
    """The shares done and planned of each commitment, drawn."""
    scores = material.diagnosis.commitments
    shares = [score.shares if score.shares and score.shares.known else None for score in scores]
    title = say("radar", lang)
    chart = Radar(
        _finding(material, lang),
        tuple(str(score.path.number) for score in scores),
        (
            Outline(say("done", lang), tuple(_bounded(s.done) if s else None for s in shares)),
            Outline(
                say("done_and_planned", lang),
                tuple(_bounded(s.done + s.planned) if s else None for s in shares),
            ),
        ),
        variable=title,
    )
    values = "; ".join(_done_share(score, material, lang) for score in scores)
    alternative = say("alternative", lang, title=title, values=values)
    drawn = tag(
        "svg", *chart.parts(lang)[1], view_box=_WIDE, width=680, height=320,
        preserve_aspect_ratio="xMidYMid slice",  # a phone shows the middle, at its size
    )  # fmt: skip
    return Picture(drawn, alternative, f"{chart.title} · {say('radar_caption', lang)}")


def _finding(material: Material, lang: str) -> str:
    whole = material.diagnosis.shares
    done, planned = (format_percent(each, lang) for each in (whole.done, whole.planned))
    return say("radar_finding", lang, done=done, planned=planned)


def _done_share(score: CommitmentScore, material: Material, lang: str) -> str:
    name = material.commitment_name(score.path.number, lang)
    known = score.shares and score.shares.known
    share = (
        format_percent(score.shares.done, lang) if score.shares and known else say("unknown", lang)
    )
    return f"{name}{colon(lang)}{share}"


def _bounded(share: float) -> float:
    return min(1.0, max(0.0, share))


def table(material: Material, numbers: Collection[int], lang: str) -> Table:
    """The shares of some commitments, in per cent of what concerns the authority."""
    names = ("commitment", "milestone", "done", "planned", "not_done", "not_known")
    scores = [each for each in material.diagnosis.commitments if each.path.number in numbers]
    return Table(
        say("diagnosis_table", lang),
        tuple(say(f"column.{name}", lang) for name in names),
        tuple(_row(score, material, lang) for score in scores),
        frozenset({2, 3, 4, 5}),
    )


def _row(score: CommitmentScore, material: Material, lang: str) -> tuple[Text, ...]:
    name = material.commitment_name(score.path.number, lang)
    shares = score.shares
    if shares is None:
        return (name, say("not_concerned", lang), "—", "—", "—", "—")
    ahead = score.milestone
    milestone = ahead.milestone.title.to(lang) if ahead else say("all_reached", lang)
    parts = (shares.done, shares.planned, shares.not_done, shares.unknown)
    return (name, milestone, *(format_percent(part, lang) for part in parts))


def answered(material: Material, numbers: Collection[int]) -> bool:
    return any(
        commitment.shares is not None and commitment.shares.known > 0
        for commitment in material.diagnosis.commitments
        if commitment.path.number in numbers
    )
