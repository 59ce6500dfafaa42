"""The labels of an object in the journal: its kind, its fields, the codes of its values.

An app says it of its objects in a module ``journal_words``, read when Django is ready. The lines
themselves, and the file of the journal, have the names and codes as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.design.page_language import day_words, moment_words, number_words
from jalons.kernel import JalonsError, Urn

type Said = str | Promise
EMPTY = "∅"
_DIGITS = 3
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\S*")


def _as_written(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class ObjectWords:
    """The labels of a kind of object: ``title``, its field names, the codes of its values.

    ``by_field`` gives the codes of one field, before ``values`` that apply to all. ``name_of``,
    ``value_of`` and ``made_of`` say the names, the texts and the values of several parts that are
    in no list; ``unsaid`` are fields that say nothing to a person, and stay in the file of the
    journal.
    """

    title: Said
    names: Mapping[str, Said] = field(default_factory=dict)
    values: Mapping[str, Said] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()
    name_of: Callable[[str], str] = _as_written
    value_of: Callable[[str], str] = _as_written
    made_of: Callable[[Mapping[str, Any]], str] | None = None
    by_field: Mapping[str, Mapping[Any, Said]] = field(default_factory=dict)


_known: dict[str, ObjectWords] = {}


def declare(words: Mapping[str, ObjectWords]) -> None:
    """Declare the labels of the objects of an app, by the kind of their URN."""
    _known.update(words)


def declared() -> frozenset[str]:
    """The kinds of objects that have words."""
    return frozenset(_known)


def words_for(urn: str) -> ObjectWords:
    """The labels of an object; default ones when its kind declares none."""
    try:
        return _known[Urn.parse(urn).kind]
    except (JalonsError, KeyError):
        return ObjectWords(pgettext("journal", "object"))


def name_words(words: ObjectWords, name: str) -> str:
    """The name of a field."""
    said = words.names.get(name)
    return str(said) if said is not None else words.name_of(name)


def value_words(words: ObjectWords, value: Any, name: str = "") -> str:
    """A value of the field ``name``: a text, a number, a moment, a list, or how many parts."""
    if value is None or value in ("", [], {}):
        return EMPTY
    if isinstance(value, bool):
        return pgettext("journal", "yes") if value else pgettext("journal", "no")
    if isinstance(value, int | float | str):
        said = words.by_field.get(name, {}).get(value, words.values.get(str(value)))
        if said is not None:
            return str(said)
    if isinstance(value, int | float):
        return number_words(round(value, _DIGITS))
    return _text_words(words, value) if isinstance(value, str) else _made_of(words, value, name)


def _text_words(words: ObjectWords, text: str) -> str:
    with suppress(ValueError):  # no such day, or no time zone: a text like another
        if _ISO_DAY.fullmatch(text) and (day := parse_date(text)):
            return day_words(day)
        moment = parse_datetime(text) if _ISO_MOMENT.fullmatch(text) else None
        if moment and moment.tzinfo:
            return moment_words(moment)
    return words.value_of(text)


def _made_of(words: ObjectWords, value: list[Any] | dict[str, Any], name: str) -> str:
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return ", ".join(value_words(words, each, name) for each in value)
    if isinstance(value, list) and all(isinstance(each, list) for each in value):
        return ", ".join(" ".join(value_words(words, one) for one in each) for each in value)
    if isinstance(value, list) and all(isinstance(each, dict) and "name" in each for each in value):
        return ", ".join(str(each["name"]) for each in value)
    if words.made_of and isinstance(value, dict):
        return words.made_of(value)
    if "coordinates" in value:
        return _("a place")
    count = len(value)
    return ngettext("%(count)s element", "%(count)s elements", count) % {"count": count}
