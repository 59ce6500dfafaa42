"""The name of an authority within a French sentence: its article, its elision, its contraction.

``the`` gives « la communauté de communes Pré-Bocage Intercom », « l’agglomération de Laon »,
« la commune du Havre », « Rennes Métropole »; ``of`` the same after « de ». In English the name
stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from tomllib import loads

_ABBREVIATIONS = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
}
# the words authorities are called by; a name that starts with one takes its article
_FEMININE = frozenset(
    [
        "agglomération",
        "collectivité",
        "commune",
        "communauté",
        "eurométropole",
        "mairie",
        "métropole",
        "région",
        "ville",
    ]
)
_MASCULINE = frozenset(
    [
        "centre",
        "conseil",
        "département",
        "établissement",
        "groupement",
        "pôle",
        "syndicat",
        "territoire",
    ]
)
_VOWELS = "aàâäæeéèêëiîïoôöœuùûü"
_SILENT = re.compile(r"(?i)h(?:y|é|er|end|aut|irs|ouil|ym)|y[^aàâeéèêioôu]")
_PREFIX = re.compile(r"(?i)(le|la|les)\s+(.+)|l[’'](.+)")


def the(name: str, kind: str | None = None, lang: str = "fr") -> str:
    """The name as the subject of a sentence.

    ``kind`` is the kind of its territory (``commune``, ``epci``, ``departement``, ``region``), None
    when it is not known: a name without a word for its kind then stands alone.

    >>> the("Agglomération de démonstration"), the("Neffes", "commune")
    ('l’agglomération de démonstration', 'la commune de Neffes')
    """
    name = name.strip()
    if lang != "fr" or not name:
        return name
    first, _space, rest = name.partition(" ")
    if first in _ABBREVIATIONS:
        return f"la {_ABBREVIATIONS[first]} {rest}".rstrip()
    noun = first.lower()
    if noun in _FEMININE | _MASCULINE and (rest or kind != "commune"):  # a commune is named Ville
        return _with_article(f"{noun} {rest}".rstrip(), feminine=noun in _FEMININE)
    placed = _PLACED.get(kind or "")
    return placed(name) if placed else name


def of(name: str, kind: str | None = None, lang: str = "fr") -> str:
    """The name after « de »: « du département du Nord », « de l’agglomération de Laon ».

    >>> of("Syndicat mixte du Nord"), of("Angers Loire Métropole")
    ('du syndicat mixte du Nord', 'd’Angers Loire Métropole')
    """
    named = the(name, kind, lang)
    if lang != "fr":
        return f"of {named}"
    if named == name.strip():
        return f"{'d’' if _elides(named) else 'de '}{named}"
    return f"du {named[3:]}" if named.startswith("le ") else f"de {named}"


def that(name: str, kind: str | None = None) -> str:
    """The name after « que », in French: « qu’Angers Loire Métropole », « que la ville de Laon ».

    >>> that("Angers Loire Métropole"), that("Agglomération")
    ('qu’Angers Loire Métropole', 'que l’agglomération')
    """
    named = the(name, kind)
    return f"qu’{named}" if _elides(named) else f"que {named}"


def of_place(name: str) -> str:
    """The name of a place after « de »: « du Havre », « des Abymes », « d’Hyères ».

    >>> of_place("Le Havre"), of_place("Les Abymes"), of_place("La Rochelle"), of_place("Évreux")
    ('du Havre', 'des Abymes', 'de La Rochelle', 'd’Évreux')
    """
    match = _PREFIX.fullmatch(name)
    if match and match[1] and match[1].lower() in {"le", "les"}:
        return f"{'du' if match[1].lower() == 'le' else 'des'} {match[2]}"
    return f"{'d’' if not match and _elides(name) else 'de '}{name}"


def _with_article(named: str, *, feminine: bool) -> str:
    if _elides(named):
        return f"l’{named}"
    return f"{'la' if feminine else 'le'} {named}"


def _elides(word: str) -> bool:
    return word[:1].lower() in _VOWELS or bool(_SILENT.match(word))


def _of_departement(name: str) -> str:
    article = next((each for each, names in _departements().items() if name in names), None)
    if article is None:
        return of_place(name)
    return f"{article}{name}" if article.endswith("’") else f"{article} {name}"


@cache
def _departements() -> dict[str, frozenset[str]]:
    """The départements by what stands before their name after « département »."""
    package = resources.files("jalons.foundation.documents") / "data" / "departements.toml"
    read = loads(package.read_text(encoding="utf-8"))
    return {article: frozenset(names) for article, names in read.items()}


_PLACED: dict[str, Callable[[str], str]] = {
    "commune": lambda name: f"la commune {of_place(name)}",
    "departement": lambda name: f"le département {_of_departement(name)}",
    "region": lambda name: f"la région {name}",
}
