"""The words on uncertainty and on the quality of data."""

from __future__ import annotations

from jalons.footprint.engine.assessment.component_manufacturing import COMMON
from jalons.footprint.engine.assessment.grade import Grade
from jalons.footprint.engine.assessment.results import Gap, VarianceShare
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.words.figures import lowered, named, percent, say


def gap_sentence(gap: Gap | VarianceShare, pack: Pack, lang: str | None = None) -> str:
    """The advice on a gap, naming the devices or the country."""
    kind = pack.devices.get(gap.subject)
    key = "factor_measured" if gap.kind == "factor" and kind and not kind.is_device else gap.kind
    return say(f"gap.{key}", lang, subject=_subject(gap, pack, lang))


def gap_line(gap: Gap, pack: Pack, lang: str | None = None) -> str:
    """The advice on a gap and the part of the interval it removes, in one sentence."""
    action, narrowing = gap_sentence(gap, pack, lang), percent(gap.narrowing, lang)
    return say("report.gap_line", lang, action=action, narrowing=narrowing)


def doubt_name(doubt: Gap | VarianceShare, pack: Pack, lang: str | None = None) -> str:
    """The name of an uncertain input: which of its values, and of what."""
    return say(f"doubt.{doubt.kind}", lang, subject=_subject(doubt, pack, lang))


def grade_sentences(grade: Grade, lang: str | None = None) -> tuple[str, ...]:
    """The reasons of the grade of a result, a sentence each."""
    return tuple(
        say(f"grade.{each.code}", lang, share=percent(each.share, lang)) for each in grade.reasons
    )


def _subject(doubt: Gap | VarianceShare, pack: Pack, lang: str | None) -> str:
    """The country or the devices an input is about; devices without a capital."""
    if doubt.kind == "mix" and doubt.subject in pack.places:
        return named(pack.places[doubt.subject], lang)
    if doubt.kind in COMMON.values():
        return named(pack.common_error.families.get(doubt.subject, {}), lang) or doubt.subject
    if doubt.kind == "component":
        return say(f"part.{doubt.subject}", lang)
    if doubt.subject in pack.devices:
        return lowered(named(pack.devices[doubt.subject].plural, lang))
    return doubt.subject
