"""The open data of a closed consultation: counts and texts that show nobody.

``data/participation_export.schema.json`` describes it. Texts were read by a person, and those in
which something still looks like a person are left out; no answer to one question stands beside an
answer to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from jalons.kernel.suppression import LEAST
from jalons.participation.engine.consultations.counting import Counted
from jalons.participation.engine.consultations.questions import Kind, Question
from jalons.tabular.persons import is_person

VERSION = "1.0"
MASK = "[…]"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question with its counts; ``texts`` are those a person read and allowed."""

    question: Question
    about_you: bool
    counted: Counted
    texts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class OpenIdea:
    """An idea that is shown, and its supports."""

    title: str
    text: str
    supports: int


@dataclass(frozen=True, slots=True)
class OpenConsultation:
    """A closed consultation, as its authority may publish it."""

    title: str
    purpose: str
    promise: str
    authority: str
    opened: date | None
    closed: date | None
    channels: Mapping[str, int | None]
    questions: Sequence[OpenQuestion]
    ideas: Sequence[OpenIdea] = ()


def document_of(found: OpenConsultation) -> dict[str, Any]:
    """The JSON document of a consultation, as plain values; None is a hidden count."""
    questions = [_question(rank, each) for rank, each in enumerate(found.questions, 1)]
    left = sum(is_person(text) for each in found.questions for text in each.texts)
    ideas, ideas_left = _ideas(found.ideas)
    return {
        "version": VERSION,
        "representative": False,
        "small_counts_hidden_under": LEAST,
        "consultation": {
            "title": shown(found.title), "purpose": shown(found.purpose),
            "promise": shown(found.promise), "authority": found.authority,
            "opened_on": found.opened.isoformat() if found.opened else None,
            "closed_on": found.closed.isoformat() if found.closed else None,
        },
        "channels": dict(found.channels),
        "questions": questions,
        "ideas": ideas,
        "left_out": {"texts": _large(left), "ideas": _large(ideas_left)},
    }  # fmt: skip


def shown(text: str) -> str:
    """A text of the authority, masked where it looks like a person.

    >>> shown("Que faire de la place ?"), shown("Appeler Mme Roy")
    ('Que faire de la place ?', '[…]')
    """
    return MASK if is_person(text) else text


def _large(count: int) -> int | None:
    """A count, None when it is small enough to show somebody."""
    return None if 0 < count < LEAST else count


def _question(rank: int, found: OpenQuestion) -> dict[str, Any]:
    question, counted = found.question, found.counted
    texts = [each for each in found.texts if not is_person(each)]
    # No order of arrival: that of a digest.
    texts.sort(key=lambda each: sha256(each.encode()).digest())
    labels: Mapping[str, str] = question.options
    if question.kind is Kind.SCALE:
        labels = {str(step): str(step) for step in range(1, question.scale + 1)}
    means = {question.options.get(key, ""): round(mean, 2) for key, mean in counted.means.items()}
    return {
        "rank": rank, "title": shown(question.title), "kind": str(question.kind),
        "about_you": found.about_you, "answered": counted.answered,
        "counts": [{"option": shown(label), "count": counted.counts.get(key)}
                   for key, label in labels.items()],
        "means": [{"option": shown(label), "mean": mean} for label, mean in means.items()],
        "texts": texts,
    }  # fmt: skip


def _ideas(found: Iterable[OpenIdea]) -> tuple[list[dict[str, Any]], int]:
    """The ideas, the most supported first; a few supports are hidden as any small count."""
    ideas = list(found)
    open_ = [each for each in ideas if not is_person(f"{each.title}\n{each.text}")]
    open_.sort(key=lambda each: (-each.supports, each.title))
    return [
        {"title": each.title, "text": each.text, "supports": _large(each.supports)}
        for each in open_
    ], len(ideas) - len(open_)  # fmt: skip


def tables_of(document: Mapping[str, Any]) -> dict[str, list[list[Any]]]:
    """The rows of the CSV files by their names, headings first; a hidden count is empty."""
    questions = document["questions"]
    counts: list[list[Any]] = [["rank", "title", "kind", "about_you", "answered", "option",
                                "count", "mean"]]  # fmt: skip
    for each in questions:
        means = {line["option"]: line["mean"] for line in each["means"]}
        head = [each["rank"], each["title"], each["kind"], int(each["about_you"]),
                each["answered"]]  # fmt: skip
        lines = [[line["option"], line["count"], means.get(line["option"])]
                 for line in each["counts"]]  # fmt: skip
        counts += [[*head, *line] for line in lines or [["", None, None]]]
        if "" in means:
            counts.append([*head, "", None, means[""]])
    return {
        "counts.csv": counts,
        "channels.csv": [["channel", "count"],
                         *([name, count] for name, count in document["channels"].items())],
        "texts.csv": [["rank", "title", "text"],
                      *([each["rank"], each["title"], text]
                        for each in questions for text in each["texts"])],
        "ideas.csv": [["title", "text", "supports"],
                      *([each["title"], each["text"], each["supports"]]
                        for each in document["ideas"])],
    }  # fmt: skip
