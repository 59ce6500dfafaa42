"""The card of an AI system: its places, how far it is filled, how other registers write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalons.catalogue.engine.ai.questions import Answers, Question, missing, questions
from jalons.catalogue.engine.errors import CatalogueError
from jalons.kernel.tables import package_table

SCHEMA = "jalons-ia/1.0"
FORMATS = ("nl", "atrs", "etalab", "afnor")
ALIVE_DAYS = 90
# the fields of a system that are no question, by their place in the card
PLACES = {
    "quoi.nom": "name", "quoi.resume": "summary", "qui.service": "service",
    "qui.responsable": "owner", "qui.contact": "contact_email",
    "qui.delai_reponse_j": "answer_days", "qui.role_ia_act": "role",
    "qui.fournisseur": "supplier", "qui.agents": "users", "carte.statut": "state",
    "carte.debut": "started_on", "carte.fin": "ended_on", "carte.revoir_avant": "review_by",
}  # fmt: skip
READ = {"name": 120, "summary": 400, "supplier": 120}  # what a card of somebody else fills


@dataclass(frozen=True, slots=True)
class CardStanding:
    """How far a card is: declared, documented, proven or alive, and what the next step lacks."""

    level: str
    lacks: tuple[Question, ...] = ()
    blank: tuple[str, ...] = ()  # what of its form is empty, in words
    why: str = ""  # the key of the sentence about the next step


def standing(  # noqa: PLR0913  (what a card is made of)
    answers: Answers, drafts: Sequence[str], kind: str, measured: Mapping[str, Any], today: date,
    *, blank: Sequence[str] = (),
) -> CardStanding:  # fmt: skip
    """The level of a card; ``kind`` is its class, ``measured`` the blocks that machines fill.

    ``blank`` names the fields of its form that are still empty.
    """
    lacks = tuple(missing(answers, drafts=drafts))
    if lacks or blank or kind == "unknown":
        why = "questions" if lacks or blank else "class"
        return CardStanding("declared", lacks, tuple(blank), why)
    if (measured.get("preuve") or {}).get("score") is None:
        return CardStanding("documented", why="proof")
    seen = (measured.get("usage") or {}).get("mesure_le")
    if not seen or (today - date.fromisoformat(seen)).days >= ALIVE_DAYS:
        return CardStanding("proven", why="usage")
    return CardStanding("alive")


def card(values: Mapping[str, Any], answers: Answers, measured: Mapping[str, Any],
         lang: str = "") -> dict[str, dict[str, Any]]:  # fmt: skip
    """The card, block by block; ``values`` are by place; in words with a language, else in codes.

    What nobody filled is absent; the blocks of machines are there, empty until they are measured.
    """
    found: dict[str, dict[str, Any]] = {"preuve": {}, "usage": {}, "empreinte": {}}
    found |= {name: dict(block) for name, block in measured.items()}
    said = {each.path: each.words(answers, lang) if lang else answers.get(each.key)
            for each in questions() if each.path}  # fmt: skip
    for place, value in {**said, **values}.items():
        block, name = place.split(".")
        if value not in (None, "", []):
            found.setdefault(block, {})[name] = value
    return found


def columns(kind: str) -> tuple[str, ...]:
    """The columns of the register ``kind``."""
    return tuple(package_table("jalons.catalogue", "ai_exports")[kind]["fields"])


def row(kind: str, found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A card, in words, as the register ``kind`` writes it: its columns and their values."""
    table = package_table("jalons.catalogue", "ai_exports")[kind]
    return {name: _value(table, rule, found) for name, rule in table["fields"].items()}


def _value(table: Mapping[str, Any], rule: Mapping[str, Any], found: Mapping[str, Any]) -> Any:
    if "value" in rule:
        return rule["value"]
    places = (place.split(".") for place in rule["from"])
    said = [each for block, name in places if (each := found.get(block, {}).get(name)) is not None]
    if rule.get("many"):
        return said
    if "map" in rule:
        return table[rule["map"]].get(said[0], "") if said else ""
    if len(said) == 1 and not isinstance(said[0], str):
        return said[0]
    text, most = "\n\n".join(map(str, said)), rule.get("most", 10_000)
    return text if len(text) <= most else text[: most - 1] + "…"


def read_cards(content: Any) -> list[tuple[dict[str, str], dict[str, Any]]]:
    """The cards of a JSON value: ours, or templates of the Dutch register; fields, then answers.

    State, dates, contacts, class and assessment of somebody else are never taken. Raises
    ``CatalogueError`` (``ai_no_card``) when there is none.
    """
    several = content if isinstance(content, list) else [content]
    cards = [read for each in several if isinstance(each, dict) for read in _read(each)]
    if not cards:
        raise CatalogueError("ai_no_card")
    return cards


def _read(content: Mapping[str, Any]) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    if "carte" in content:
        said = {f"{block}.{name}": value for block, part in content.items()
                if isinstance(part, dict) for name, value in part.items()}  # fmt: skip
        found = {PLACES.get(place, ""): value for place, value in said.items()}
        found |= {each.key: said[each.path] for each in questions() if each.path in said}
    else:
        reads = package_table("jalons.catalogue", "ai_exports")["nl"]["reads"]
        found = {ours: content[theirs] for theirs, ours in reads.items() if content.get(theirs)}
    values = {name: str(found[name])[:most] for name, most in READ.items() if found.get(name)}
    if not values.get("name"):
        return
    answers = {each.key: value for each in questions() if not each.role
               and each.block in {"what", "law", "human", "technical"}
               and (value := _answer(each, found.get(each.key))) is not None}  # fmt: skip
    yield values, answers


def _answer(question: Question, value: Any) -> Any:
    """An answer somebody else wrote, when it is one: a text of ours, a choice of ours, a number."""
    if question.choices:
        return value if value in [each.id for each in question.choices] else None
    if question.kind == "number":
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    limit = 2_000 if question.kind == "long" else 300
    return value.strip()[:limit] or None if isinstance(value, str) else None
