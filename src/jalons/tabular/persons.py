"""What in a text looks like a person: a name after a civility, an address, a number, a login.

A text in which nothing is found may name somebody all the same: first names that the list lacks,
a family name alone, a nickname. What is found is for a person to read, and proves nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from jalons.kernel.tables import package_table
from jalons.tabular.folding import searchable

_CACHED = 4096  # texts whose answer is remembered
_LONGEST_RUN = 4  # capitalised words of a name


class PersonSign(StrEnum):
    """By what a text looks like a person. ``PAIR`` alone is weak: two capitals in a row."""

    CIVILITY = "civility"
    FIRST_NAME = "first_name"
    INITIAL = "initial"
    ROLE = "role"
    LOGIN = "login"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class PersonLike:
    """Words of a text that look like a person, as written there, and by what sign."""

    words: str
    sign: PersonSign


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return searchable(self.text.rstrip("."))

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(package_table("jalons.tabular", "person_words")[name])


@cache
def _first_names() -> frozenset[str]:
    return frozenset(map(searchable, package_table("jalons.tabular", "first_names")["names"]))


def persons_in(text: str) -> tuple[PersonLike, ...]:
    """What looks like a person in a text, each once, in the order of the signs.

    >>> [each.words for each in persons_in("Voir Mme Roy (mroy), 06 12 34 56 78")]
    ['Mme Roy', '(mroy)', '06 12 34 56 78']
    >>> persons_in("Équiper la salle Jean Jaurès, avec la Direction du Numérique")
    ()
    """
    return _persons_in(text)


def names_in(text: str) -> tuple[str, ...]:
    """Words of a text that look like a person; two capitals in a row alone are left out."""
    return tuple(each.words for each in persons_in(text) if each.sign is not PersonSign.PAIR)


def is_person(cell: str) -> bool:
    """Whether a short text, such as the name of a department, looks like a person.

    >>> is_person("M. Dupont (DSI)"), is_person("Direction des systèmes d’information (DSI)")
    (True, False)
    """
    return bool(persons_in(cell))


@lru_cache(maxsize=_CACHED)
def _persons_in(text: str) -> tuple[PersonLike, ...]:
    found: dict[str, PersonSign] = {}
    for words, sign in (*_patterns(text), *_names(text)):
        name = " ".join(words.split())
        if not any(name in other for other in found):
            found[name] = sign
    return tuple(PersonLike(words, sign) for words, sign in found.items())


# Addresses, numbers, logins -----------------------------------------------------------------------

_MAIL = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d.,])(?:\+\s?33[\s.]?(?:\(0\))?\s?|0)[1-79](?:[\s.\-]?\d{2}){4}(?!\d)")
_HANDLE = re.compile(r"(?<![\w.+-])@[A-Za-z][\w.-]{2,}")
_BRACKETS = re.compile(r"\(([^()\n]{2,60})\)")
_LOGIN = re.compile(r"[a-z][a-z0-9._]{3,24}")
_CONSONANT = "bcdfghjklmnpqrstvwxz"


def _patterns(text: str) -> Iterator[tuple[str, PersonSign]]:
    for match in _MAIL.finditer(text):
        if not _is_service(match[0].partition("@")[0]):
            yield match[0].rstrip(".-"), PersonSign.ADDRESS
    for match in _PHONE.finditer(text):
        yield match[0], PersonSign.TELEPHONE
    for match in _HANDLE.finditer(text):
        if not _is_service(match[0][1:]):
            yield match[0], PersonSign.LOGIN
    for match in _BRACKETS.finditer(text):
        yield from _bracket(text, match)


def _is_service(local: str) -> bool:
    """Whether an address is that of a service: one of its parts names a service or a role."""
    parts = re.split(r"[._+\d-]+", searchable(local))
    return any(_serves(part) for part in parts if part)


def _serves(word: str) -> bool:
    services = _words("services")
    return word in services or word.removesuffix("s") in services


def _bracket(text: str, match: re.Match[str]) -> Iterator[tuple[str, PersonSign]]:
    """« Dupont (DSI) », « Marie Dupont (mariedupont) », « (mdupont) »."""
    inside = match[1].strip()
    before = _run_before(text, match.start())
    name = " ".join(word.text for word in before)
    if searchable(inside) in _words("roles_in_brackets") and before and _may_name(before, text):
        yield f"{name} {match[0]}", PersonSign.ROLE
    elif _LOGIN.fullmatch(inside) and not _serves(inside):
        family = searchable(before[-1].text)[:4] if len(before) > 1 else ""
        if (family and family in inside) or _unpronounceable(inside):
            yield f"{name} {match[0]}".strip(), PersonSign.LOGIN


def _unpronounceable(login: str) -> bool:
    """Whether a word starts as no French word does: an initial, then a family name."""
    head = login[:2]
    first, second = head[0] in _CONSONANT, head[1] in _CONSONANT
    return first and second and head not in _words("onsets")


def _run_before(text: str, end: int) -> list[_Word]:
    """The capitalised words that end just before a place."""
    shift = max(0, end - 120)
    tokens = _tokens(text[shift:end])
    found: list[_Word] = []
    limit = end
    for word in reversed(tokens):
        at = _Word(word.text, word.start + shift, word.end + shift)
        if not at.capital or text[at.end : limit].strip() or len(found) == _LONGEST_RUN:
            break
        found.insert(0, at)
        limit = at.start
    return found


def _may_name(run: Sequence[_Word], text: str) -> bool:
    """Whether capitalised words may be a name: neither a service, nor a place, nor an acronym."""
    if any(_serves(word.plain) or _is_acronym(word.text) for word in run):
        return False
    if _cued(text, run[0]):
        return True
    before = _word_before(text, run[0].start)
    return before not in _words("determiners") and before not in _words("places")


def _is_acronym(word: str) -> bool:
    short = word.isupper() and 1 < len(word) <= 4
    return short and searchable(word) not in _words("determiners")  # « Erwan LE QUILLEC »


# Names --------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?")
_SEGMENT = re.compile(r"[\n;:,•|/–—()]|\s-\s|\. ")


def _tokens(text: str) -> list[_Word]:
    return [_Word(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _word_before(text: str, start: int) -> str:
    """The word just before a place, folded; "" at the head of a segment."""
    head = text[:start].rstrip(" \u00a0\u202f’'")
    match = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*$", head)
    return searchable(match[0]) if match else ""


def _names(text: str) -> Iterator[tuple[str, PersonSign]]:
    words = _tokens(text)
    for place, word in enumerate(words):
        if found := _name_at(text, words, place):
            yield found
        elif word.capital and (pair := _pair_at(text, words, place)):
            yield pair


def _name_at(text: str, words: list[_Word], place: int) -> tuple[str, PersonSign] | None:
    """The name that starts at a word by a civility, an initial or a first name."""
    word, after = words[place], _next(text, words, place)
    named = bool(after and after.capital and not _serves(after.plain) and len(after.plain) > 1)
    if _is_civility(word):
        return (_through(text, words, place), PersonSign.CIVILITY) if named else None
    if not word.capital:
        return None
    if re.fullmatch(r"[A-Z]\.", word.text):
        long = named and after is not None and len(after.plain) > 2
        if long and _is_determiner(text, words, place + 1):
            return None  # the letter of a part: « B. Les politiques »
        return (_through(text, words, place), PersonSign.INITIAL) if long else None
    if not _is_first_name(word) or _in_a_place(text, words, place):
        return None
    found = _through(text, words, place) if named else _from_family_name(text, words, place)
    return (found, PersonSign.FIRST_NAME) if found else None


def _from_family_name(text: str, words: list[_Word], place: int) -> str:
    """« DUPONT Marie », or a first name alone that a cue announces; "" otherwise."""
    word, before = words[place], words[place - 1] if place else None
    if before and _touch(text, before, word) and before.text.isupper() and len(before.text) > 2:
        return "" if _serves(before.plain) else text[before.start : word.end]
    return word.text if _cued(text, word) else ""


def _is_civility(word: _Word) -> bool:
    if word.plain not in _words("civilities"):
        return False
    return word.capital or len(word.plain) > 4  # « me » and « pr » are words too


def _is_first_name(word: _Word) -> bool:
    return word.plain.split("-")[0] in _first_names()


def _in_a_place(text: str, words: list[_Word], place: int) -> bool:
    """Whether a name is that of a street or a school: « école Jules Ferry »."""
    before = _word_before(text, words[place].start)
    places = _words("places")
    return before in places or (before in _words("determiners") and _place_above(words, place))


def _place_above(words: list[_Word], place: int) -> bool:
    """« rue du Docteur Jean Roy », « salle des fêtes de Jean Roy »: a place two words above."""
    return any(word.plain in _words("places") for word in words[max(0, place - 3) : place])


def _cued(text: str, word: _Word) -> bool:
    """Whether a word that announces a person stands just before."""
    head = searchable(text[max(0, word.start - 40) : word.start])
    before = " ".join(re.sub(r"[^a-z]+", " ", head).split())
    return any(f" {before}".endswith(f" {cue}") for cue in _words("cues"))


def _pair_at(text: str, words: list[_Word], place: int) -> tuple[str, PersonSign] | None:
    """Two capitalised words that no list knows, alone in their segment or after a cue."""
    run = [words[place]]
    while len(run) <= _LONGEST_RUN and (after := _next(text, words, place + len(run) - 1)):
        if not after.capital:
            break
        run.append(after)
    before = words[place - 1] if place else None
    if not 2 <= len(run) <= _LONGEST_RUN or (
        before and before.capital and _touch(text, before, run[0])
    ):
        return None
    if all(word.text.isupper() for word in run) or any(len(word.plain) < 2 for word in run):
        return None
    small = _words("determiners") | _words("places")  # but « Erwan Le Quillec » is a name
    if run[0].plain in small or run[-1].plain in small:
        return None
    if not _may_name(run, text):
        return None
    left, right = _segment(text, run[0].start, run[-1].end)
    verb = run[0].plain.endswith(("er", "ir", "re"))  # « Installer Nextcloud »
    alone = not left and not right and not verb
    inside = bool(left) and _word_before(text, run[0].start) != ""
    if alone or inside or _cued(text, run[0]):
        return text[run[0].start : run[-1].end].rstrip("."), PersonSign.PAIR
    return None


def _segment(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands beside a place in its segment, on the left and on the right."""
    left = _SEGMENT.split(text[:start])[-1].strip(" .*_-")
    right = _SEGMENT.split(text[end:] + "\n")[0].strip(" .*_-")
    return left, right


def _next(text: str, words: list[_Word], place: int) -> _Word | None:
    """The word that follows after blanks only."""
    if place + 1 >= len(words):
        return None
    after = words[place + 1]
    return after if _touch(text, words[place], after) else None


def _touch(text: str, one: _Word, other: _Word) -> bool:
    between = text[one.end : other.start]
    initial = one.text.endswith(".") and len(one.plain) > 4
    return bool(between) and not between.strip(" \u00a0\u202f\t") and not initial


def _is_determiner(text: str, words: list[_Word], place: int) -> bool:
    """Whether a word begins a sentence rather than a name as « Le Goff »."""
    after = _next(text, words, place)
    return words[place].plain in _words("determiners") and not (after and after.capital)


def _through(text: str, words: list[_Word], place: int) -> str:
    """From a word to the end of the capitalised words after it."""
    last = place
    while last - place < _LONGEST_RUN and (after := _next(text, words, last)):
        if not after.capital:
            break
        last += 1
    return text[words[place].start : words[last].end].rstrip(".")
