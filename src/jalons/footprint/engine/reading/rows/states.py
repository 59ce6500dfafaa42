"""States written outside the status: in a designation, a title, a place, a remark."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import polars as pl

from jalons.footprint.engine.inventory.line import COUNTED_STATUSES, DeviceStatus, Nature, Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.mapping.columns import field_named
from jalons.footprint.engine.reading.mapping.sheet_mapping import SheetMapping
from jalons.footprint.engine.reading.rows.statuses import (
    ReadStatus,
    Sense,
    read_status,
    status_phrases,
)
from jalons.footprint.engine.reading.rows.things import notice_of_rows
from jalons.footprint.engine.reading.vocabulary.designations import (
    is_catch_all,
    says_nothing,
    thing_named,
)
from jalons.footprint.engine.reading.vocabulary.fields import Field
from jalons.footprint.engine.reading.vocabulary.numbers import numbers_in
from jalons.footprint.engine.reading.vocabulary.reference import table, thing_words
from jalons.tabular.folding import fold
from jalons.tabular.vocabulary import Vocabulary, singular, singulars

_DESIGNATIONS = ("type", "model")
_PLACES = ("site", "entity")
_PIECES = re.compile(r"\s*[()\[\]:,]\s*|\s+[-–—]\s+")


@dataclass(frozen=True, slots=True)
class WrittenState:
    """A state written in a text, and whether it surely applies to the whole row."""

    status: DeviceStatus
    personal: bool
    sure: bool


def with_states(
    lines: pl.DataFrame, sheet: Sheet, mapping: SheetMapping
) -> tuple[pl.DataFrame, list[Notice]]:
    """Lines with the state surely written in their designation, title, place or remark.

    It stands where no status is written, or none that is understood. What may be such a state and
    is not surely one, or contradicts the status, is noticed with its row and counted.
    """
    body = sheet.cells.slice(mapping.header_row or 0)
    if body.height != lines.height:
        return lines, []
    found: dict[int, tuple[str, WrittenState]] = {}
    suspects: set[int] = set()
    for texts, read in _columns(lines, body, mapping):
        places = _look(texts, read, found)
        suspects.update(places if texts.name != Field.STATUS else ())
    titles = _titles(sheet, mapping.header_row or 0, suspects)
    for place, section in titles.below.items():
        if place not in found or section[1].sure:
            found[place] = section
    return _settled(lines, found, titles)


def _look(
    texts: pl.Series,
    read: Callable[[str], WrittenState | None],
    found: dict[int, tuple[str, WrittenState]],
) -> list[int]:
    """The rows of a column whose text could be a title; those with a state are added to ``found``.

    What is sure wins over what is not.
    """
    may_be = pl.DataFrame({"text": texts}).select(
        pl.col("text").str.contains_any(_signs(), ascii_case_insensitive=True)
    )
    places = may_be.to_series().arg_true()
    if not len(places):
        return []
    some = texts.gather(places)
    distinct = some.unique().to_list()
    states = {text: state for text in distinct if (state := read(text))}
    if states:
        said = some.is_in(list(states))
        for place, text in zip(places.filter(said), some.filter(said), strict=True):
            state = states[text]
            if place not in found or (state.sure and not found[place][1].sure):
                found[place] = (text, state)
    return places.filter(some.is_in([text for text in distinct if in_title(text)])).to_list()


@cache
def _signs() -> list[str]:
    """Pieces of words; a text that writes a state contains one, accents written or not.

    Only such texts are read one by one.
    """
    signs = table("status_senses")["elsewhere"]["signs"]
    return [*signs, *(sign.upper() for sign in signs if not sign.isascii())]


def _columns(
    lines: pl.DataFrame, body: pl.DataFrame, mapping: SheetMapping
) -> list[tuple[pl.Series, Callable[[str], WrittenState | None]]]:
    """The columns where a state may be written, with how each is read."""
    columns: list[tuple[pl.Series, Callable[[str], WrittenState | None]]] = [
        (lines[name], in_designation) for name in _DESIGNATIONS
    ]
    columns += [(lines[name], in_place) for name in _PLACES]
    unnamed = (lines["type"] == "") & (lines["model"] == "")
    if unnamed.any():
        blank = pl.Series([""]).new_from_index(0, lines.height)
        columns.append((lines["label"].zip_with(unnamed, blank), in_designation))
    if Field.STATUS in mapping.columns:
        columns.append((lines["status"], _personal_status))
    taken = set(mapping.columns.values())
    for column in range(body.width):
        if column in taken:
            continue
        heading = mapping.heading(column) if column < len(mapping.headings) else ""
        if fold(heading) == "" or singular(fold(heading)) in _remark_headings():
            columns.append((body[str(column)], in_remark if not mapping.export else in_aside))
        elif field_named(heading) in {None, Field.STATUS}:
            columns.append((body[str(column)], in_aside))
    return columns


def _settled(
    lines: pl.DataFrame, found: dict[int, tuple[str, WrittenState]], titles: _Titles
) -> tuple[pl.DataFrame, list[Notice]]:
    natures: dict[int, str] = dict.fromkeys(titles.rows, Nature.HEADING.value)
    states: dict[int, str] = {}
    noticed: dict[str, list[tuple[int, str]]] = {}
    places = sorted(found)
    own = lines.select("status", "row_nature")[places]
    for place, status, nature in zip(places, own["status"], own["row_nature"], strict=True):
        text, state = found[place]
        if place in natures or nature is not None:
            continue
        settled = _against(read_status(status), state)
        if settled is None:
            continue
        if settled and state.personal:
            natures[place] = Nature.OUTSIDE.value
        elif settled:
            states[place] = state.status.value
        code = "states_sections" if place in titles.below and settled else "states_written"
        noticed.setdefault(code if settled else "states_doubted", []).append((place, text))
    if natures:
        marked = lines["row_nature"].scatter(list(natures), list(natures.values()))
        lines = lines.with_columns(marked.alias("row_nature"))
    if states:
        status = lines["status"].scatter(list(states), list(states.values()))
        lines = lines.with_columns(status.alias("status"))
    return lines, [
        notice_of_rows(code, lines[[at for at, _ in rows]], pl.Series([text for _, text in rows]))
        for code, rows in noticed.items()
    ]


def _against(status: ReadStatus, state: WrittenState) -> bool | None:
    """Whether a state applies beside the status of its row; None when the status suffices."""
    if status.sense is Sense.PERSONAL:
        return True if state.personal and state.sure else None
    if status.status is not None and status.status not in COUNTED_STATUSES:
        return None
    if status.sense is Sense.LEAVING and not state.sure:
        return None
    in_doubt = status.status not in {None, DeviceStatus.UNKNOWN}
    return state.sure and not in_doubt


# --- titles ---


@dataclass(frozen=True, slots=True)
class _Titles:
    """The rows of the data, from 0, that are titles with a state, and the rows below them."""

    rows: Sequence[int] = ()
    below: Mapping[int, tuple[str, WrittenState]] = field(default_factory=dict)


def _titles(sheet: Sheet, first: int, suspects: set[int]) -> _Titles:
    """The titles that write a state, and the rows below each until the next title.

    ``suspects``: the rows of data, from 0, that may be such titles; those above the data are all.
    """
    if sheet.cells.width < 2:
        return _Titles()
    rows = [*range(max(0, first - 1)), *sorted(at + first for at in suspects)]
    starts = {at for at in rows if (text := _lone(sheet.cells.row(at))) and in_title(text)}
    if not starts:
        return _Titles()
    filled = sheet.cells.slice(first).select(pl.sum_horizontal(pl.all() != "")).to_series()
    return _sections(sheet, first, starts, alone=int((filled == 1).sum()) > filled.len() / 2)


def _sections(sheet: Sheet, first: int, starts: set[int], *, alone: bool) -> _Titles:
    rows: list[int] = []
    below: dict[int, tuple[str, WrittenState]] = {}
    current: tuple[str, WrittenState] | None = None
    for at in range(min(starts), sheet.cells.height):
        text = _lone(sheet.cells.row(at))
        if text and at in starts:
            state = in_title(text)
            current = (text, state) if state else None
        elif text and at != first - 1 and not alone:
            current = _after(current, text)
        elif at >= first and current:
            below[at - first] = current
            continue
        else:
            continue
        if at >= first and at in starts:
            rows.append(at - first)
    return _Titles(rows, below)


def _after(current: tuple[str, WrittenState] | None, text: str) -> tuple[str, WrittenState] | None:
    """The section after a title without a state: a kind of device only divides it."""
    thing = thing_named(text)
    if current is None or thing is None or is_catch_all(thing.scope):
        return None
    return current[0], WrittenState(current[1].status, current[1].personal, sure=False)


def _lone(cells: Sequence[str]) -> str:
    """The only text of a row, "" when it has none or several."""
    texts = {cell for cell in cells if cell}
    return texts.pop() if len(texts) == 1 else ""


# --- one text at a time ---


@cache
def _rules() -> dict[str, frozenset[str]]:
    entry = table("status_senses")["elsewhere"]
    return {name: frozenset(map(singular, words)) for name, words in entry.items()}


@cache
def _remark_headings() -> frozenset[str]:
    return frozenset(
        singular(fold(each)) for each in table("status_senses")["elsewhere"]["remarks"]
    )


@cache
def _plain() -> Vocabulary:
    entry = table("status_senses")["elsewhere"]
    return Vocabulary({"state": entry["plain"], "doubtful": entry["doubtful"]})


@cache
def _places() -> Vocabulary:
    return Vocabulary({"gone": table("status_senses")["elsewhere"]["places"]})


def _of(text: str, *, sure: bool) -> WrittenState | None:
    """The state of a phrase, when it is gone, to come or personal."""
    read = read_status(text)
    if read.sense is Sense.PERSONAL:
        return WrittenState(DeviceStatus.UNKNOWN, personal=True, sure=sure)
    if read.sense is Sense.LEAVING or read.status is None:
        return WrittenState(DeviceStatus.UNKNOWN, personal=False, sure=False)
    if read.status in {DeviceStatus.RETIRED, DeviceStatus.MISSING, DeviceStatus.PLANNED}:
        return WrittenState(read.status, personal=False, sure=sure)
    return None


@lru_cache(maxsize=20_000)
def whole_state(text: str) -> WrittenState | None:
    """The state that is a whole text: « HS - mis au rebut », « Volé en 2024 ».

    >>> whole_state("HS - mis au rebut").status, whole_state("disque HS")
    (<DeviceStatus.RETIRED: 'retired'>, None)
    """
    stems, at, first = singulars(fold(text)), 0, None
    phrases, around = status_phrases(), _rules()["around"]
    while at < len(stems):
        phrase = phrases.phrase_at(stems, at)
        if phrase is None and stems[at] not in around and not stems[at].isdecimal():
            return None
        state = _of(" ".join(stems[at : phrase.end]), sure=True) if phrase else None
        if phrase and state is None and stems[at] not in around:
            return None
        first = first or state
        if state and not state.sure:
            return state
        at = phrase.end if phrase else at + 1
    return first


@lru_cache(maxsize=20_000)
def in_designation(text: str) -> WrittenState | None:
    """The state of a thing written in its own name.

    >>> in_designation("Écrans réformés").sure, in_designation("3 PC dont 1 HS").sure
    (True, False)
    """
    stems = singulars(fold(text))
    phrase = _phrase(stems)
    if phrase is None:
        return None
    start, end, doubtful = phrase
    state = _of(" ".join(stems[start:end]), sure=True)
    if state is None or doubtful:
        return WrittenState(DeviceStatus.UNKNOWN, personal=False, sure=False)
    sure = (
        state.sure
        and _rules()["others"].isdisjoint(stems)
        and len(numbers_in(text).parts) < 2
        and any(_is_own(piece) for piece in (text, *_PIECES.split(text)))
    )
    return WrittenState(state.status, state.personal, sure)


def _is_own(piece: str) -> bool:
    """Whether a piece of a name is a state, or a thing with its state right behind it."""
    if whole_state(piece):
        return True
    stems = singulars(fold(piece))
    phrase = _phrase(stems)
    thing = thing_named(piece)
    if phrase is None or thing is None or thing.end > phrase[0]:
        return False
    around = _rules()["around"]
    return all(says_nothing(stem) or stem in around for stem in stems[thing.end : phrase[0]])


def _phrase(stems: Sequence[str]) -> tuple[int, int, bool] | None:
    """Where the first state of a text stands, and whether its words only may say it."""
    for at in range(len(stems)):
        phrase = _plain().phrase_at(stems, at)
        if phrase is None or (at and stems[at - 1] in _rules()["denied"]):
            continue
        if stems[at] == "hs" and phrase.end < len(stems) and not stems[phrase.end].isalpha():
            continue  # « Corsair HS 70 »
        return at, phrase.end, phrase.meaning == "doubtful"
    return None


@lru_cache(maxsize=20_000)
def in_title(text: str) -> WrittenState | None:
    """The state that a title gives to the rows below it: « MATÉRIEL RÉFORMÉ », « PC HS »."""
    whole = whole_state(text)
    if whole is not None:
        return whole
    stems = singulars(fold(text))
    phrase = _phrase(stems)
    if phrase is None or phrase[2]:
        return None
    state = _of(" ".join(stems[phrase[0] : phrase[1]]), sure=True)
    rest = [*stems[: phrase[0]], *stems[phrase[1] :]]
    if state is None or thing_words().inside(" ".join(rest)) is None:
        return WrittenState(state.status, state.personal, sure=False) if state else None
    return None  # a row that names a device is a row


def in_place(text: str) -> WrittenState | None:
    """The state implied by a place called « Réforme » or « Benne DEEE »."""
    if _places().exact(fold(text)):
        return WrittenState(DeviceStatus.RETIRED, personal=False, sure=True)
    return in_aside(text)


def in_aside(text: str) -> WrittenState | None:
    """A state alone in a cell that may be about something else than the device."""
    state = whole_state(text)
    return WrittenState(state.status, state.personal, sure=False) if state else None


def in_remark(text: str) -> WrittenState | None:
    """The state written in a remark: sure when it says nothing else."""
    whole = whole_state(text)
    if whole is not None:
        return whole
    phrase = _phrase(singulars(fold(text)))
    return WrittenState(DeviceStatus.UNKNOWN, personal=False, sure=False) if phrase else None


def _personal_status(text: str) -> WrittenState | None:
    if read_status(text).sense is not Sense.PERSONAL:
        return None
    return WrittenState(DeviceStatus.UNKNOWN, personal=True, sure=True)
