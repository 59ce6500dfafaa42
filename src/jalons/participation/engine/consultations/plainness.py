"""What to correct, or to read again, before a consultation opens: can everybody answer, freely?

Inferred from words: only what is missing, what calls an opinion a vote and what points at somebody
prevents the opening. The rest is for a person to judge. Lists of words: ``data/plainness.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import combinations, groupby

from jalons.kernel.tables import package_table
from jalons.participation.engine.consultations.questions import Kind, Question
from jalons.tabular.folding import searchable
from jalons.tabular.persons import PersonSign, persons_in

LONGEST_SENTENCE = 25  # words: what most readers read in one go
MOST_QUESTIONS, MOST_ABOUT_YOU = 12, 3
BLOCKING = frozenset({"no_question", "no_promise", "no_end", "past_end", "no_elsewhere", "vote",
                      "person"})  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVXLC]+")
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_BETWEEN = re.compile(rf"{_NUMBER}\s*[a-z€%]*\s*(?:-|–|a|et)\s*{_NUMBER}")
_DOUBLE = re.compile(r"-vous\b.*\b(et|ou)\b.*-vous\b|\bsi oui\b")
_UNIT = re.compile(rf"{_NUMBER}\s*(?!et\b|ou\b|a\b)([a-z€%]+)")
_VERB = re.compile(r"[a-z]{2,}(?:er|ir|oir|dre|tre|ire)")


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question as it will be put; ``about_you`` says who answers."""

    read: Question
    help: str = ""
    about_you: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A consultation before it opens; ``codes`` are those printed, None when none is needed.

    ``is_public`` says whether residents can see the page where it would be.
    """

    title: str
    purpose: str
    promise: str
    elsewhere: str
    closes_on: date | None
    questions: tuple[DraftQuestion, ...]
    codes: int | None = None
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to correct or to read again: where (a question, empty for the whole), which words.

    ``count`` is how many words or questions, 0 when it counts nothing.
    """

    code: str
    place: str = ""
    text: str = ""
    count: int = 0

    @property
    def blocking(self) -> bool:
        """Whether the consultation cannot open with it."""
        return self.code in BLOCKING

    @property
    def key(self) -> str:
        """What changes as soon as the words change: somebody who read it reads it again."""
        said = "\0".join((self.code, self.place, self.text, str(self.count)))
        return sha256(said.encode()).hexdigest()[:12]


def check(draft: Draft, today: date) -> tuple[Finding, ...]:
    """Everything found in a consultation: what prevents the opening first."""
    every = [*_missing(draft, today), *_whole(draft)]
    explained = " ".join(text for _place, text in _texts(draft))
    met: set[str] = set()
    for place, text in _texts(draft):
        every += _written(place, text, explained, met)
    for each in draft.questions:
        every += _question(each)
    return tuple(sorted(dict.fromkeys(every), key=lambda each: not each.blocking))


def _missing(draft: Draft, today: date) -> Iterator[Finding]:
    if all(each.about_you for each in draft.questions):
        yield Finding("no_question")
    if not draft.promise.strip():
        yield Finding("no_promise")
    if draft.closes_on is None:
        yield Finding("no_end")
    elif draft.closes_on < today:
        yield Finding("past_end")
    if not draft.elsewhere.strip():
        yield Finding("no_elsewhere")


def _whole(draft: Draft) -> Iterator[Finding]:
    if (questions := len(draft.questions)) > MOST_QUESTIONS:
        yield Finding("many", count=questions)
    about = sum(each.about_you for each in draft.questions)
    if about > MOST_ABOUT_YOU:
        yield Finding("many_about_you", count=about)
    if draft.codes == 0:
        yield Finding("no_codes")
    if not draft.is_public:
        yield Finding("no_page")
    titles = [searchable(each.read.title) for each in draft.questions]
    for each in draft.questions:
        if titles.count(searchable(each.read.title)) > 1:
            yield Finding("twice", each.read.title)
    for place in (draft.title, *(each.read.title for each in draft.questions)):
        if found := _first("vote", place):
            yield Finding("vote", place, found)


def _texts(draft: Draft) -> Iterator[tuple[str, str]]:
    """The texts of a consultation, with the question they are part of."""
    yield "", draft.title
    yield from (("", text) for text in (draft.purpose, draft.promise, draft.elsewhere))
    for each in draft.questions:
        yield each.read.title, each.read.title
        yield each.read.title, each.help
        yield from ((each.read.title, option) for option in each.read.options.values())


def _written(place: str, text: str, explained: str, met: set[str]) -> Iterator[Finding]:
    """Long sentences, names of people, words in capitals, acronyms without their words."""
    for sentence in _SENTENCE.split(text):
        words = _WORD.findall(sentence)
        if len(words) > LONGEST_SENTENCE:
            yield Finding("long", place, " ".join(sentence.split()[:6]), len(words))
    for each in persons_in(text):
        if each.sign not in {PersonSign.TELEPHONE, PersonSign.PAIR}:  # desks have telephones
            yield Finding("named", place, each.words)
    for is_upper, group in groupby(_TOKEN.findall(text), lambda each: each.isupper()):
        run = list(group)
        letters = sum(map(len, run))
        if not is_upper:
            continue
        if (len(run) > 1 and letters > 7) or (len(run) == 1 and letters > 6):
            yield Finding("capitals", place, " ".join(run))
            continue
        for each in run:
            if len(each) > 1 and each not in met and not _is_known(each, explained):
                met.add(each)
                yield Finding("acronym", place, each)


def _is_known(acronym: str, explained: str) -> bool:
    """Whether its words stand beside it somewhere, or everybody reads it as a word."""
    if acronym in _words("acronyms") or _ROMAN.fullmatch(acronym):
        return True
    after = rf"\b{acronym}\b\s*[(:,]\s*[^)\W]{{3,}}[^)]{{5,}}"
    before = rf"[^\W\d_]{{3,}}[^(]*\({acronym}\)"
    return bool(re.search(after, explained) or re.search(before, explained))


def _question(each: DraftQuestion) -> Iterator[Finding]:
    question, title = each.read, each.read.title
    for code in ("leading", "person"):
        if found := _first(code, title):
            yield Finding(code, title, found)
    if _is_double(title, is_open=question.kind is Kind.TEXT):
        yield Finding("double", title)
    if question.kind is Kind.CHOICE:
        for one, other in _overlaps(question.options.values()):
            yield Finding("overlap", title, f"{one} / {other}")
    wants = question.required and question.kind in {Kind.CHOICE, Kind.SEVERAL}
    offered = " ".join(f" {_plain(option)} " for option in question.options.values())
    if wants and not any(words in offered for words in _words("way_out")):
        yield Finding("no_way_out", title)
    if question.kind is Kind.SCALE:
        said = set(re.findall(r"\d+", f"{each.help} {title}"))
        if not {"1", str(question.scale)} <= said:
            yield Finding("scale_ends", title, count=question.scale)


def _is_double(title: str, *, is_open: bool) -> bool:
    """Whether it asks two things: “et/ou”, two question marks, two verbs put to the reader.

    Free text answers two verbs at once.
    """
    text = _plain(title)
    if "et/ou" in text or text.count("?") > 1 or _DOUBLE.search(text):
        return True
    if is_open:
        return False
    before, joined, after = text.partition(" et ")
    return bool(joined and _has_verb(before) and _has_verb(" ".join(after.split()[:2])))


def _has_verb(text: str) -> bool:
    found = (each for each in text.replace("'", " ").split() if _VERB.fullmatch(each))
    return any(each not in _words("not_verbs") for each in found)


# Bands of numbers ---------------------------------------------------------------------------------

type Band = tuple[float, bool, float, bool]  # its ends, and whether each is in it


def _overlaps(options: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of options that the same number fits, in the same unit."""
    bands = [(option, band) for option in options if (band := band_of(option))]
    for (one, first), (other, second) in combinations(bands, 2):
        if len(_units(one) | _units(other)) > 1:
            continue
        low, high = max(first[0], second[0]), min(first[2], second[2])
        touch = all(_contains(band, low) for band in (first, second))
        if low < high or (low == high and touch):
            yield one, other


def _units(option: str) -> set[str]:
    """The words that follow its numbers: metres are not kilometres."""
    return {unit for _number, unit in _UNIT.findall(_plain(option))}


def band_of(option: str) -> Band | None:
    """The numbers that an option covers, None when it is no band.

    >>> band_of("18 à 25 ans"), band_of("moins de 18 ans"), band_of("65 ans et plus")
    ((18.0, True, 25.0, True), (-inf, False, 18.0, False), (65.0, True, inf, False))
    """
    text = _THOUSANDS.sub("", _plain(option))
    numbers = [float(each.replace(",", ".")) for each in re.findall(_NUMBER, text)]
    if len(numbers) == 2 and _BETWEEN.search(text) and numbers[0] < numbers[1]:
        if all(1900 <= each <= 2100 for each in numbers):  # a school year
            return None
        return (numbers[0], True, numbers[1], True)
    if len(numbers) != 1:
        return None
    infinite, (number,) = float("inf"), numbers
    for pattern, band in (
        (r"(et|ou) plus\b|^(a partir de|des) ", (number, True, infinite, False)),
        (r"(et|ou) moins\b|^jusqu'?a? ", (-infinite, False, number, True)),
        (r"\bplus d", (number, False, infinite, False)),
        (r"\bmoins d", (-infinite, False, number, False)),
    ):
        if re.search(pattern, text):
            return band
    return None


def _contains(band: Band, number: float) -> bool:
    low, low_in, high, high_in = band
    return (low < number or (low == number and low_in)) and (
        number < high or (number == high and high_in)
    )


# Words --------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """A text without accents nor capitals, its signs as they are."""
    return " ".join(searchable(text).split())


@cache
def _words(name: str) -> Sequence[str]:
    return tuple(package_table("jalons.participation", "plainness")[name])


def _first(name: str, text: str) -> str:
    """The first words of a text that a list of patterns finds, as they are written there."""
    written, plain = " ".join(text.split()), _plain(text)
    for pattern in _words(name):
        if match := re.search(pattern, plain):
            same = len(written) == len(plain)  # a ligature is two letters once folded
            return (written[slice(*match.span())] if same else match[0]).strip()
    return ""
