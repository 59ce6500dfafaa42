"""Questions of a consultation, and what an answer to each must be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from jalons.participation.engine.errors import ParticipationError
from jalons.tabular.folding import visible

LONGEST_TEXT = 5_000  # characters: two pages


class Kind(StrEnum):
    """What a question asks for."""

    CHOICE = "choice"
    SEVERAL = "several"
    SCALE = "scale"
    RANK = "rank"
    TEXT = "text"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its options by their keys for choices and ranks, the end of its scale.

    ``most`` bounds the options of ``SEVERAL`` and ``RANK`` (0: as many as one likes); ``area`` the
    places, west, south, east, north in degrees.
    """

    key: str
    kind: Kind
    title: str
    options: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    most: int = 0
    scale: int = 5
    area: tuple[float, float, float, float] | None = None


def answers_of(questions: Sequence[Question], values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that may be stored, by the key of their question; what is empty is left out.

    ``values`` are texts as a form or a sheet of paper gives them, lists for several options.
    Raises ``ParticipationError`` with the field: ``answer_required``, ``answer_option``,
    ``answer_many``, ``answer_scale``, ``answer_rank``, ``answer_long``, ``answer_place``.
    """
    found = {}
    for question in questions:
        answer = answer_of(question, values.get(question.key))
        if answer is None and question.required:
            raise ParticipationError("answer_required", field=question.key, title=question.title)
        if answer is not None:
            found[question.key] = answer
    return found


def answer_of(question: Question, value: Any) -> Any:
    """One answer, None when it is empty: a key, a list of keys, a number, a text or a place."""
    if question.kind in {Kind.SEVERAL, Kind.RANK}:
        return _options(question, _list(value))
    text = _text(value)
    if not text:
        return None
    match question.kind:
        case Kind.CHOICE:
            return _option(question, text)
        case Kind.SCALE:
            return _step(question, text)
        case Kind.PLACE:
            return _place(question, text)
        case _:
            if len(text) > LONGEST_TEXT:
                raise ParticipationError(
                    "answer_long", field=question.key, length=len(text), most=LONGEST_TEXT
                )
            return text


def _text(value: Any) -> str:
    """A text without characters that no eye sees, its line ends alike."""
    if value is None:
        return ""
    return visible(str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()


def _list(value: Any) -> list[str]:
    values = value if isinstance(value, (list, tuple)) else str(value or "").split(";")
    return [text for each in values if (text := _text(each))]


def _option(question: Question, text: str) -> str:
    if text not in question.options:
        raise ParticipationError("answer_option", field=question.key, value=text[:60])
    return text


def _options(question: Question, values: Sequence[str]) -> list[str] | None:
    found = [_option(question, each) for each in values]
    if len(set(found)) != len(found):
        raise ParticipationError("answer_rank", field=question.key)
    if question.most and len(found) > question.most:
        raise ParticipationError("answer_many", field=question.key, most=question.most)
    if question.kind is Kind.SEVERAL:
        found = [key for key in question.options if key in found]
    return found or None


def _step(question: Question, text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:3]) <= question.scale:
        raise ParticipationError("answer_scale", field=question.key, most=question.scale)
    return int(text)


def _place(question: Question, text: str) -> list[float]:
    """A place as "latitude, longitude", at about ten metres: four decimals."""
    try:
        latitude, longitude = (round(float(part), 4) for part in text.split(",", 1))
    except ValueError:
        raise ParticipationError("answer_place", field=question.key) from None
    west, south, east, north = question.area or (-180.0, -90.0, 180.0, 90.0)
    inside = west <= longitude <= east and south <= latitude <= north
    if not (math.isfinite(latitude) and math.isfinite(longitude) and inside):
        raise ParticipationError("answer_place", field=question.key)
    return [latitude, longitude]
