"""What headings and states mean, whatever their accents, capitals and punctuation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.tabular.folding import fold

YEAR = re.compile(r"(?<!\d)(20[0-9]{2})(?!\d)")
RETAINED, SKIPPED = "keep", "skip"


def plain(text: str) -> str:
    """A text folded to words: no accent, capital nor punctuation; % and + mean something.

    >>> plain("Élu·e référent·e (N°)")
    'elu e referent e n'
    """
    return fold(text, also="%+")


def words() -> Mapping[str, Any]:
    """The words of ``data/plan_words.toml``."""
    return package_table("jalons.strategy", "plan_words")


def fields() -> tuple[str, ...]:
    """The fields a column of a plan may contain."""
    return tuple(words()["fields"])


def column_name(field: str) -> str:
    """Our heading of a field."""
    return str(words()["columns"][field])


@cache
def _headings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for field, names in words()["fields"].items():
        for name in (names[0], words()["columns"].get(field, ""), *names):
            found.setdefault(plain(name), field)
    found.pop("", None)
    return found


def _bare(heading: str) -> str:
    """A heading folded, without its year."""
    return plain(YEAR.sub(" ", heading)) if YEAR.search(heading) else plain(heading)


def exact_field(heading: str) -> str | None:
    """The field of a column whose whole heading, year aside, is a known one; else None.

    >>> exact_field("Date de fin"), exact_field("Numérotation de l’action du plan")
    ('end', None)
    """
    folded = plain(heading)
    if not folded or len(folded) > 80:
        return None
    bare = _bare(heading)
    return _headings().get(bare) if bare else "budget"  # a year alone over a column of amounts


def inside_field(heading: str) -> str | None:
    """The field of the longest known words inside a heading; None when none is sure."""
    found = inside_match(heading)
    return found[0] if found else None


def inside_match(heading: str) -> tuple[str, int] | None:
    """The field of the longest known words inside a heading, and their length; None for no field.

    Usual words count only at the head (« Action proposée »), and a heading that speaks of the file
    (« Last Activity Date ») is never guessed.

    >>> inside_match("Calendrier des travaux"), inside_match("Last Activity Date")
    (('period', 10), None)
    """
    bare = _bare(heading)
    known, rules = _headings(), words()
    if not bare or len(bare) > 80:
        return None
    if any(f" {word} " in f" {bare} " for word in rules["unguessed"]["words"]):
        return None
    heads = set(rules["heads"]["words"])
    inside = [
        name
        for name in known
        if (bare.startswith(f"{name} ") if name in heads else f" {name} " in f" {bare} ")
        and len(name) > 2
    ]
    if {bare.split()[0], bare.split()[-1]} & {"n", "numero"}:
        return "number", len("numero")  # « Mesure n° », « N° de fiche »
    best = max(inside, key=len, default="")
    return (known[best], len(best)) if best else None


def field_of(heading: str) -> str | None:
    """The field of a heading: the whole heading first, then the longest words in it.

    >>> field_of("Calendrier prévisionnel"), field_of("Budget 2027 (k€)"), field_of("Couleur")
    ('period', 'budget', None)
    """
    return exact_field(heading) or inside_field(heading)


def year_of(heading: str) -> int | None:
    """The year a heading names."""
    found = YEAR.search(heading)
    return int(found[1]) if found else None


@cache
def _choices(kind: str) -> Mapping[str, str]:
    return {plain(name): key for key, names in words()[kind].items() for name in (key, *names)}


def choice(kind: str, text: str) -> str | None:
    """The key of a state written in words; None for an unknown word.

    >>> choice("status", "Terminé "), choice("status", "vert")
    ('done', None)
    """
    return _choices(kind).get(plain(text))


_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s?%")
_SHARE = re.compile(r"(\d{1,3})(?:[.,](\d+))?")


def progress_of(heading: str, cell: str, *, shares: bool) -> float | None:
    """The progress in a cell, 0 to 1, or None: « 50 % », or a number under such a heading.

    ``shares``: the numbers of the column are shares of 1, as spreadsheets store percents.

    >>> progress_of("Statut", "50 %", shares=False), progress_of("Avancement", "0.5", shares=True)
    (0.5, 0.5)
    >>> progress_of("Statut", "2", shares=False)
    """
    text = cell.strip()
    if match := _PERCENT.fullmatch(text):
        value = float(match[1].replace(",", ".")) / 100
    elif _SHARE.fullmatch(text) and _is_progress(heading):
        value = float(text.replace(",", ".")) / (1 if shares else 100)
    else:
        return None
    return value if 0 <= value <= 1 else None


def _is_progress(heading: str) -> bool:
    folded = f" {plain(heading)} "
    return any(f" {word} " in folded for word in words()["progress"]["words"])


def is_share(cell: str) -> bool:
    """Whether a bare number may be a share of 1.

    >>> is_share("0.5"), is_share("50")
    (True, False)
    """
    number = cell.strip().replace(",", ".")
    return bool(_SHARE.fullmatch(cell.strip())) and float(number) <= 1


def inferred_status(text: str) -> str | None:
    """The status a text implies without naming it (« En retard »), or None."""
    return _choices("inferred").get(plain(text))


def nature_in(text: str) -> str:
    """The nature of a spending by the words of a heading; "" when they do not say.

    >>> nature_in("Budgets d’investissement"), nature_in("Coût")
    ('investment', '')
    """
    folded = f" {plain(text)} "
    kinds = words()["nature_words"]
    found = [kind for kind, names in kinds.items() if any(f" {name} " in folded for name in names)]
    return found[0] if len(found) == 1 else ""


def says(answer: str, text: str) -> bool:
    """Whether a cell says ``yes`` or ``no``."""
    return plain(text) in words()["truth"][answer]


def label(kind: str, key: str) -> str:
    """Our French word for a key."""
    return str(words()[kind][key][0])


def starts_with(kind: str, text: str) -> bool:
    """Whether a line starts as an axis (``axis``) or a sum (``totals``) does."""
    folded = plain(text)
    return any(folded == each or folded.startswith(f"{each} ") for each in words()[kind]["starts"])
