"""The number of things in a designation: « 3 vidéoprojecteurs école Ferry », « Écrans (10) »."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from jalons.footprint.engine.reading.vocabulary.designations import Thing, is_catch_all, thing_named
from jalons.footprint.engine.reading.vocabulary.reference import families, table
from jalons.tabular.folding import fold
from jalons.tabular.vocabulary import singular

# What may count things, or name several: only such texts are read one by one.
_WORDS = (
    r"\b(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
    r"|vingt|trente|quarante|cinquante|soixante|two|three|four|five)[\s-]"
)
_SIGNS = (
    r"^\s*\d{1,5}\s*[x×*]?\s*[a-zéèêà]{2}|[(\[][^)\]]{0,12}\d{1,5}\s*(?:[)\]]|u|ex|pi|pcs|pos|app)"
    r"|[\s)][x×]\s?\d{1,5}\s*\)?$|[:=]\s*\d|\s[-–—]\s*\d|[+;\n]"
)
MAY_COUNT_IN_MODEL = rf"(?i){_SIGNS}|^{_WORDS}"
_LISTS = r"[&/]|,\s|\b(?:et|and|avec|with|dont)\b"
MAY_COUNT = rf"(?i){_SIGNS}|{_WORDS}|[sx]\b.*\s\d{{1,4}}\s*$|\d\s+[a-zéèêà]{{2}}|{_LISTS}"
_LONGEST = 300
_STRONG = re.compile(r"\s*[+;\n]\s*")
_LISTED = re.compile(r"\s*(?:[+;&\n]|,(?!\d)|\bet\b|\band\b)\s*", re.IGNORECASE)
_LOOSE = re.compile(r"\s*/\s*|\s+(?:avec|with|dont)\s+", re.IGNORECASE)
_TITLE = re.compile(r"^(?P<left>.+?)\s*(?::|=|\s[-–—])\s*(?P<right>\S.*)$", re.DOTALL)
_TIMES_FIRST = re.compile(
    r"(?P<number>\d{1,5})\s*[x×*]\s*(?P<rest>[^\d\sx×].*)", re.DOTALL | re.IGNORECASE
)
_TIMES_LAST = re.compile(
    r"(?P<rest>.*[^\s\d-].*?)(?:\s+|\b)[(\s]*(?:[×]|(?:(?<=\s)|(?<=\())x|[xX](?=\s))\s*(?P<number>\d{1,5})\s*\)?",
    re.DOTALL,
)
_BRACKETED = re.compile(
    r"(?P<rest>.*\S)\s*[(\[]\s*(?P<number>\d{1,5})\s*(?P<unit>unites?|unités?|u|ex|pieces?|pièces?|pcs|postes?|appareils?)?\s*[)\]]",
    re.DOTALL | re.IGNORECASE,
)
_FIRST = re.compile(r"0?(?P<number>[1-9]\d{0,4})(?:\s+|(?=[^\W\d_]{2}))(?P<rest>\D.*)", re.DOTALL)
_LAST = re.compile(r"(?P<rest>.*\D)\s(?P<number>[1-9]\d{0,3})", re.DOTALL)
_ASIDE = re.compile(r"[(\[][^)\]]*[)\]]")
_DIGITS = re.compile(r"[1-9]\d{0,4}")
_ABOUT = re.compile(r"\d+\s?aines?\b", re.IGNORECASE)
_WORD = re.compile(r"(?P<number>[a-zA-Zé-]+)\s+(?:de\s+|d['’]\s*)?(?P<rest>\D.*)", re.DOTALL)
_LESS = re.compile(
    r"(?P<rest>.*?\S)\s*[,(]?\s*\bdont\s+(?P<number>\d{1,4})\b.*", re.DOTALL | re.IGNORECASE
)
_MID = re.compile(r"\s(?P<number>[1-9]\d{0,3})\s+(?P<rest>[^\W\d].*)", re.DOTALL)
_YEARS = range(1970, 2101)
_SIZES = range(7, 121)  # inches


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things a cell names, with how many of them."""

    text: str
    quantity: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """The things a text names; none when it is to be left as it is. ``doubt``: a number in it, or a
    second thing, may be a quantity that was not counted.
    """

    parts: tuple[Part, ...] = ()
    doubt: bool = False


_NOTHING = Numbers()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a text: its thing, how many, whether a number was written, whether it is sure."""

    text: str
    quantity: float = 1.0
    counted: bool = False
    doubt: bool = False
    known: bool = True


@lru_cache(maxsize=20_000)
def numbers_in(text: str) -> Numbers:
    """How many of what a designation names.

    Sizes, models, years, capacities and ranks are no numbers of things. What is neither surely one
    nor surely the other is a doubt, never a count.

    >>> numbers_in("3 vidéoprojecteurs école Ferry").parts
    (Part(text='vidéoprojecteurs école Ferry', quantity=3.0),)
    >>> numbers_in("Écran 24"), numbers_in("Écrans 24").doubt
    (Numbers(parts=(), doubt=False), True)
    """
    if not 0 < len(text) <= _LONGEST:
        return _NOTHING
    texts = [piece for piece in map(str.strip, _LISTED.split(text)) if piece]
    if len(texts) > 1:
        found = _of_list(text, [_piece(piece) for piece in texts])
        return found if found.parts else replace(found, doubt=found.doubt or _counts_aside(text))
    piece = _piece(text)
    if piece.counted and piece.known:
        return Numbers((Part(piece.text, piece.quantity),), piece.doubt)
    return Numbers((), piece.doubt or _names_two(text) or _counts_aside(text))


def _of_list(text: str, pieces: list[_Piece]) -> Numbers:
    if not _STRONG.search(text):
        pieces = _without_components(pieces)
    counted = [piece for piece in pieces if piece.counted]
    doubt = any(piece.doubt for piece in pieces)
    strange = [piece for piece in pieces if not piece.known]
    listed = counted or _STRONG.search(text)
    if len(pieces) == 1 and not counted:
        return Numbers((), doubt)
    if not strange:
        wanted = pieces if listed else []
        return Numbers(
            tuple(Part(each.text, each.quantity) for each in wanted), doubt or not listed
        )
    if counted and _are_remarks(strange):
        # « 12 PC portables, 8 Go », « Mairie, 3 PC et 2 écrans »
        known = [piece for piece in pieces if piece.known]
        return Numbers(tuple(Part(each.text, each.quantity) for each in known), doubt)
    known_devices = [piece for piece in pieces if piece.known and _is_device(piece.text)]
    return Numbers((), doubt or bool(counted) or len(known_devices) > 1)


def _without_components(pieces: list[_Piece]) -> list[_Piece]:
    """« PC portable, 8 Go, SSD 256 Go »: the content of a machine is no second thing."""
    inside = table("designations")["parts"]
    first = _thing(pieces[0].text)
    if first is None or first.scope in inside:
        return pieces
    counted = pieces[0].counted
    things = [(piece, _thing(piece.text)) for piece in pieces[1:]]
    second = [
        piece
        for piece, thing in things
        if thing is None or thing.scope not in inside or (counted and piece.counted)
    ]
    return [pieces[0], *second]


def _are_remarks(strange: list[_Piece]) -> bool:
    """Whether pieces that name nothing known have no number but sizes: they only describe."""
    return not any(piece.doubt or _number_of_something(piece.text) for piece in strange)


def _number_of_something(text: str) -> bool:
    match = _FIRST.fullmatch(text)
    return match is not None and not _is_unit(match["rest"])


def _piece(text: str) -> _Piece:
    """The thing and the number in one piece of a text."""
    text = text.strip(" \t-–—•*:;,.")
    title = _TITLE.match(text)
    if title and (found := _titled(title["left"], title["right"])):
        return found
    if less := _LESS.fullmatch(text):
        return replace(_piece(less["rest"]), doubt=True)
    thing = _thing(text)
    if found := _counted_piece(text):
        return found
    if _ABOUT.match(text) or _gathered_aside(text):
        return _Piece(text, doubt=True, known=thing is not None)
    if thing is None:
        return _Piece(text, known=False)
    return _Piece(_carried(text), doubt=_loose_number(text, thing))


def _counted_piece(text: str) -> _Piece | None:
    """A piece with its number, whichever way it is written."""
    for read in (_bracketed, _times, _led, _worded):
        if found := read(text):
            return found
    plain = _ASIDE.sub(" ", text).strip()
    return (_led(plain) or _times(plain)) if plain != text else None


def _counts_aside(text: str) -> bool:
    """« Imprimantes (2 laser, 1 jet d'encre) »: brackets that count what is named before."""
    asides = (aside[1:-1].strip() for aside in _ASIDE.findall(text))
    return _thing(text) is not None and any(map(_number_of_something, asides))


def _gathered_aside(text: str) -> bool:
    """« Tablettes (lot de 8) »: what stands in brackets may be how many come together."""
    asides = (aside[1:-1].strip() for aside in _ASIDE.findall(text))
    return any(
        (start := _after_carrier(aside)) and _DIGITS.fullmatch(aside[start:]) for aside in asides
    )


def _titled(left: str, right: str) -> _Piece | None:
    """« PC portables : 12 », « Tablettes - 29 iPad », « École Ferry : 3 PC »."""
    thing = _thing(left)
    if _DIGITS.fullmatch(right):
        if thing is None or int(right) in _YEARS:
            return None
        sure = _is_plural(left, thing) and int(right) < 1000
        return _counted(left, right) if sure else _Piece(left, doubt=True)
    piece = _piece(right)
    if not piece.known or not piece.counted:
        return None
    if thing is not None and not is_catch_all(thing.scope):
        own = _thing(piece.text)
        if own is None or own.scope != thing.scope or piece.doubt:
            return _Piece(left, doubt=True)
    return piece


def _bracketed(text: str) -> _Piece | None:
    """« Écrans (10) », « Tablettes (10 unités) »."""
    match = _BRACKETED.fullmatch(text)
    thing = _thing(match["rest"]) if match else None
    if not match or thing is None or int(match["number"]) in _YEARS:
        return None
    if match["unit"] or _is_plural(match["rest"], thing):
        return _counted(match["rest"], match["number"])
    return _Piece(match["rest"], doubt=True)


def _times(text: str) -> _Piece | None:
    """« 10 x écran 24 », « Écran x10 »."""
    for pattern in (_TIMES_FIRST, _TIMES_LAST):
        match = pattern.fullmatch(text)
        if not match or not int(match["number"]):
            continue
        if _thing(match["rest"]):
            return _counted(match["rest"].strip(" ("), match["number"])
        return _Piece(text, doubt=True, known=False)
    return None


def _led(text: str) -> _Piece | None:
    """« 12 PC portables », « Lot de 15 tablettes »: a number right before the thing."""
    start = _after_carrier(text)
    match = _FIRST.fullmatch(text[start:])
    if not match or int(match["number"]) in _YEARS or _is_unit(match["rest"]):
        return None
    return _numbered(text, match["rest"], float(match["number"]))


def _worded(text: str) -> _Piece | None:
    """« deux écrans », « une douzaine de tablettes »."""
    start = _after_carrier(text)
    match = _WORD.fullmatch(text[start:])
    number = _spelt(fold(match["number"])) if match else None
    if not match or number is None:
        return None
    after = _WORD.fullmatch(match["rest"])
    if after and fold(after["number"]) == "douzaine":
        return _numbered(text, after["rest"], 12.0)
    if after and fold(after["number"]) in _stems("about"):
        return _Piece(text, doubt=True, known=False)
    return _numbered(text, match["rest"], float(number))


def _spelt(text: str) -> int | None:
    """The number that words spell: « douze », « vingt cinq »."""
    words, values = text.split(), _number_words()
    if not words or any(word not in values for word in words):
        return None
    tens, *rest = [values[word] for word in words]
    if rest and not (len(rest) == 1 and tens in range(20, 61, 10) and 0 < rest[0] < 10):
        return None
    return tens + sum(rest)


def _numbered(text: str, rest: str, number: float) -> _Piece | None:
    thing = _thing(rest)
    if thing is None:
        strange = number > 1 and not _thing(text)
        return _Piece(text, doubt=strange, known=False) if strange else None
    if thing.start and not _starts_plain(rest, thing):
        return None
    sized = thing.scope in table("designations")["sized"] and int(number) in _SIZES
    if sized and not _is_plural(rest, thing) and not _is_acronym(rest, thing):
        return _Piece(text, doubt=True)
    aside = _names_more(rest)
    if (gathered := _mobile_class(text, thing)) is not None:
        return _Piece(f"{rest} {gathered}", number, counted=True, doubt=True)
    return _Piece(_ASIDE.sub(" ", rest).strip() or rest, number, counted=True, doubt=aside)


def _mobile_class(text: str, thing: Thing) -> str | None:
    """« Classe mobile 12 postes » names no kind of computer: its first words stay with them."""
    if families().get(thing.scope) is None:
        return None
    named = (words for words in table("designations")["mobile_classes"] if words in fold(text))
    return next(named, None)


def _starts_plain(rest: str, thing: Thing) -> bool:
    """Whether only articles and adjectives stand between a number and its thing, no size."""
    before = fold(rest).split()[: thing.start]
    return not any(_is_unit(word) for word in before)


def _counted(text: str, number: str) -> _Piece:
    inner = _piece(text)
    doubt = inner.doubt or (inner.counted and inner.quantity > 1)
    return _Piece(inner.text if inner.known else text, float(number), counted=True, doubt=doubt)


def _after_carrier(text: str) -> int:
    """The end of words that only group things: « lot de », « classe mobile », « achat de »."""
    match = _CARRIER().match(text)
    return match.end() if match else 0


@cache
def _CARRIER() -> re.Pattern[str]:  # noqa: N802 - a pattern built from data, once
    lots = [word for word in table("families")["lot"]["words"] if word != "salle info"]
    carriers = [*lots, *table("designations")["carriers"]]
    words = "|".join(sorted(map(re.escape, carriers), key=len, reverse=True))
    return re.compile(rf"\s*(?:(?:{words})s?\b\s*(?:de\s+|d['’]\s*|des\s+|:\s*)?)+", re.IGNORECASE)


def _carried(text: str) -> str:
    """« Pack PC » is a PC where the rest of the list names the other things."""
    rest = text[_after_carrier(text) :]
    thing = _thing(text)
    return rest if thing and is_catch_all(thing.scope) and _thing(rest) else text


def _thing(text: str) -> Thing | None:
    return thing_named(text) if text else None


def _is_device(text: str) -> bool:
    thing = _thing(text)
    if thing is None:
        return False
    family = families().get(thing.scope)
    return family is None or not (family.nature or family.catch_all)


def _names_two(text: str) -> bool:
    """Whether a text names another device after a slash, « avec », or a number of its own."""
    pieces = [piece for piece in _LOOSE.split(text) if piece.strip()]
    things = [thing for piece in pieces if _is_device(piece) and (thing := _thing(piece))]
    if len({thing.scope for thing in things}) > 1 and len(pieces) > 1 and _is_device(pieces[0]):
        inside = set(table("designations")["parts"])
        return any(thing.scope not in inside for thing in things[1:])
    return False


def _loose_number(text: str, thing: Thing) -> bool:
    """Whether a number inside or at the end of a text may be one of things."""
    family = families().get(thing.scope)
    if family is not None and family.nature:
        first = singular(fold(text).split()[thing.start])
        return first in _stems("containers") and _names_more(text)
    if _names_more(text):
        return True
    last = _LAST.fullmatch(_ASIDE.sub(" ", text).strip())
    if not last or int(last["number"]) in _YEARS or _is_ranked(last["rest"]):
        return False
    return _is_plural(text, thing) and int(last["number"]) < 1000


def _names_more(text: str) -> bool:
    """Whether a number inside a text stands before another device: « Switch 8 postes »."""
    inside = table("designations")["parts"]
    for found in _MID.finditer(text):
        after = _thing(found["rest"])
        if after is None or after.start or after.scope in inside or not _is_device(found["rest"]):
            continue
        if not _is_unit(found["rest"]) and not _is_ranked(text[: found.start()]):
            return True
    return False


def _is_ranked(before: str) -> bool:
    """Whether the word before a number makes it a rank or a version: « salle 12 »."""
    words = fold(before).split()
    return bool(words) and singular(words[-1]) in _stems("before_numbers")


def _is_unit(rest: str) -> bool:
    words = fold(rest).split()
    return not words or singular(words[0]) in _stems("units") or not rest[0].isalnum()


def _is_plural(text: str, thing: Thing) -> bool:
    words = fold(text).split()[thing.start : thing.end]
    return any(
        word[-1] in "sx" and singular(word) != word and word not in _invariable() for word in words
    )


def _is_acronym(text: str, thing: Thing) -> bool:
    words = fold(text).split()[thing.start : thing.end]
    return len(words) == 1 and len(words[0]) <= 3


@cache
def _stems(name: str) -> frozenset[str]:
    return frozenset(map(singular, table("designations")[name]))


@cache
def _invariable() -> frozenset[str]:
    """Singular words that end like a plural."""
    return frozenset(table("designations")["invariable"])


@cache
def _number_words() -> Mapping[str, int]:
    return {fold(word): number for word, number in table("designations")["number_words"].items()}
