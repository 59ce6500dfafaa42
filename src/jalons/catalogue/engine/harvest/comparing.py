"""A catalogue read again beside what is known of it: what is new, changed, gone or refused."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from jalons.catalogue.engine.dcat.records import Dataset
from jalons.tabular.folding import without_accents

MOST_LOST = 0.8  # beyond this share of identifiers that vanish at once, a person decides


class Refusal(StrEnum):
    """Why a dataset is not imported."""

    NAMELESS = "nameless"  # no identifier
    UNTITLED = "untitled"
    TWICE = "twice"  # two datasets have this identifier: neither is imported
    OURS = "ours"  # it comes from here
    ELSEWHERE = "elsewhere"  # already harvested from another catalogue
    INVALID = "invalid"  # its values were refused
    ASIDE = "aside"  # somebody deleted it here


class Answer(StrEnum):
    """What a person said of identifiers that all changed."""

    NONE = ""
    SAME = "same"  # the same datasets under new identifiers
    OTHER = "other"  # other datasets: the former ones are withdrawn


@dataclass(frozen=True, slots=True)
class Known:
    """A dataset imported before: its identifier there, its title, its page, its content."""

    identifier: str
    title: str
    landing_page: str
    content: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A dataset left aside and why; ``detail`` completes the reason."""

    title: str
    identifier: str
    reason: Refusal
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a reading comes to. ``renamed`` gives the new identifier of each former one.

    ``asks`` is true when nothing may be done before a person decides.
    """

    added: tuple[Dataset, ...]
    changed: tuple[Dataset, ...]
    unchanged: tuple[Dataset, ...]
    gone: tuple[str, ...]
    refused: tuple[Refused, ...]
    renamed: Mapping[str, str]
    asks: bool = False


def compared(  # noqa: PLR0913  (each one said by name)
    found: Sequence[Dataset],
    known: Sequence[Known],
    *,
    contents: Mapping[str, str],
    ours: Collection[str] = (),
    elsewhere: Collection[str] = (),
    answer: Answer = Answer.NONE,
) -> Comparison:
    """A reading beside what is known.

    ``contents`` are the digests of what was found, by identifier; ``ours`` the names of the
    datasets of this catalogue, ``elsewhere`` those imported from others.
    """
    taken, refused = _sorted_out(found, frozenset(ours), frozenset(elsewhere))
    present = {each.identifier for each in taken} | _still_there(refused)
    before = {each.identifier: each for each in known}
    lost = [each for each in known if each.identifier not in present]
    fresh = [each for each in taken if each.identifier not in before]
    pairs = _pairs(lost, fresh)
    renamed = pairs if answer is Answer.SAME else {}
    back = {new: old for old, new in renamed.items()}
    added: list[Dataset] = []
    changed: list[Dataset] = []
    unchanged: list[Dataset] = []
    for each in taken:
        former = before.get(back.get(each.identifier, each.identifier))
        if former is None:
            added.append(each)
        elif former.content != contents[each.identifier] or each.identifier in back:
            changed.append(each)
        else:
            unchanged.append(each)
    return Comparison(
        tuple(added),
        tuple(changed),
        tuple(unchanged),
        tuple(each.identifier for each in lost if each.identifier not in renamed),
        tuple(refused),
        pairs if answer is not Answer.OTHER else {},
        asks=answer is Answer.NONE and _asks(len(known), len(lost), len(pairs)),
    )


def _still_there(refused: Sequence[Refused]) -> set[str]:
    """The identifiers that are there, though their datasets are not imported this time."""
    return {each.identifier for each in refused if each.reason is Refusal.TWICE}


def _asks(known: int, lost: int, pairs: int) -> bool:
    """Whether so much vanished that it looks like an accident or a move."""
    if lost < 1 or lost < MOST_LOST * known:
        return False
    return bool(pairs) or (lost == known and known > 1)


def _sorted_out(
    found: Sequence[Dataset], ours: frozenset[str], elsewhere: frozenset[str]
) -> tuple[list[Dataset], list[Refused]]:
    counts = Counter(each.identifier for each in found)
    taken: list[Dataset] = []
    refused: list[Refused] = []
    for each in found:
        reason = _reason(each, counts, ours, elsewhere)
        if reason is None:
            taken.append(each)
        else:
            refused.append(Refused(each.title, each.identifier, reason))
    return taken, refused


def _reason(
    found: Dataset, counts: Mapping[str, int], ours: frozenset[str], elsewhere: frozenset[str]
) -> Refusal | None:
    if not found.identifier:
        return Refusal.NAMELESS
    if not found.title:
        return Refusal.UNTITLED
    if counts[found.identifier] > 1:
        return Refusal.TWICE
    if found.every_name & ours:
        return Refusal.OURS
    return Refusal.ELSEWHERE if found.every_name & elsewhere else None


def _pairs(lost: Sequence[Known], fresh: Sequence[Dataset]) -> dict[str, str]:
    """The new identifiers of vanished datasets, by their page, else by their title.

    A page or a title that names two of them names none.
    """
    pairs: dict[str, str] = {}
    for key in ("page", "title"):
        olds = _by(key, [(e.identifier, e.landing_page, e.title) for e in lost
                         if e.identifier not in pairs])  # fmt: skip
        news = _by(key, [(e.identifier, e.landing_page, e.title) for e in fresh
                         if e.identifier not in pairs.values()])  # fmt: skip
        pairs |= {olds[value]: news[value] for value in olds.keys() & news.keys()}
    return pairs


def _by(key: str, rows: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    texts = [(plain(page if key == "page" else title), identifier)
             for identifier, page, title in rows]  # fmt: skip
    counts = Counter(text for text, _identifier in texts)
    return {text: identifier for text, identifier in texts if text and counts[text] == 1}


def plain(text: str) -> str:
    """A text without case, accents or repeated spaces, to compare titles."""
    return " ".join(without_accents(text.casefold()).split())


def digest(found: Dataset) -> str:
    """A mark of the description of a dataset: the same for the same content."""
    content = msgspec.json.encode(found, order="deterministic")
    return hashlib.sha256(content).hexdigest()
