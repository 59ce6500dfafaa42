"""Wiping in words: facts, reasons, verdicts, and whether a device may leave."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from jalons.kernel.errors import language
from jalons.reuse.engine.wiping.facts import Certificate, Level, Method
from jalons.reuse.engine.wiping.leaving import Ready
from jalons.reuse.engine.wiping.verdict import Reason, State, Verdict, Weight
from jalons.reuse.words.sentences import say
from jalons.wording import format_day, format_number, join_words

_NAMED = ("medium", "method", "level", "needed", "claimed")


def name_of(kind: str, value: str, lang: str | None = None) -> str:
    """What a coded value is called: ``name_of("medium", "ssd")``."""
    return say(f"wipe.{kind}.{value or 'unknown'}", lang)


def level_name(level: Level, lang: str | None = None) -> str:
    """What a level is called."""
    return say(f"wipe.level.{level.name.lower()}", lang)


def field_name(name: str, lang: str | None = None) -> str:
    """What a field of a certificate is called, in lower case."""
    return say(f"wipe.fields.{name}", lang)


def value_words(certificate: Certificate, name: str, lang: str | None = None) -> str:
    """The value of a field in words; "not known" when nobody gave it, marked when inferred."""
    value = getattr(certificate, name)
    spoken = lang or language()
    if value is None or value == "":
        return say("wipe.document.unknown", lang)
    if isinstance(value, Level):
        words = level_name(value, lang)
    elif isinstance(value, StrEnum):
        kinds = {"verified": "checked", "keys": "checked", "sanitize_log": "checked"}
        words = name_of(kinds.get(name, name), value.value, lang)
    elif name in {"capacity", "unwiped"}:
        words = say("wipe.document.bytes", lang, count=format_number(value, spoken, 0))
    elif name.endswith("_on"):
        words = format_day(value, spoken)
    else:
        words = format_number(value, spoken, 0) if isinstance(value, int) else str(value)
    return (
        say("wipe.document.inferred", lang, value=words) if name in certificate.inferred else words
    )


def reason_words(reason: Reason, lang: str | None = None) -> tuple[str, str]:
    """A reason in a sentence, and what to do about it, empty when there is nothing to do."""
    params = {name: _param(name, value, lang) for name, value in reason.params.items()}
    sentence = say(f"wipe.{reason.code}", lang, **params)
    return sentence[:1].upper() + sentence[1:], say(
        f"wipe.{reason.code}.hint", lang, missing="", **params
    )


def reasons_words(verdict: Verdict, lang: str | None = None) -> list[tuple[str, str]]:
    """The reasons of a verdict as ``reason_words`` says them, missing and inferred fields together.

    The heaviest come first.
    """
    found: list[tuple[str, str]] = []
    for code, reasons in groupby(verdict.reasons, key=lambda each: each.code):
        several = list(reasons)
        if code in {"field", "inferred"}:
            names = [field_name(each.params["field"], lang) for each in several]
            words = join_words(names, lang or language())
            found.append((say(f"wipe.{code}", lang, field=words), ""))
        else:
            found += [reason_words(each, lang) for each in several]
    return found


def _param(name: str, value: Any, lang: str | None) -> Any:
    if name == "field":
        return field_name(value, lang)
    if name in _NAMED:
        kind = name if name in {"medium", "method"} else "level"
        known = not (name == "method" and value not in set(Method))
        return name_of(kind, value, lang) if known else value
    return format_number(value, lang or language(), 0) if isinstance(value, int) else value


def verdict_sentence(verdict: Verdict, lang: str | None = None) -> str:
    """The verdict in one sentence: the level, the first reason of a refusal, or what is missing."""
    key = f"wipe.sentence.{verdict.state.value}"
    if verdict.state is State.REFUSED:
        first = next(each for each in verdict.reasons if each.weight is Weight.REFUSES)
        why = reason_words(first, lang)[0]
        return say(key, lang, why=why[:1].lower() + why[1:])
    missing = sum(each.weight is Weight.MISSING for each in verdict.reasons)
    return say(key, lang, level=level_name(verdict.level, lang), count=missing)


def leaving_words(ready: Ready, lang: str | None = None) -> list[str]:
    """Whether a device may leave, a sentence for each reason."""
    found = []
    for code, values in ready.reasons:
        words = {
            name: format_day(value, lang or language()) if isinstance(value, date) else value
            for name, value in values.items()
        }
        if words.get("serial") == "":
            words["serial"] = say("wipe.no_serial", lang)
        found.append(say(f"wipe.leave.{code}", lang, **words))
    return found
