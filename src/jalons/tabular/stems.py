"""The stems of French words: « pistes cyclables » finds « piste cyclable »; accents aside.

PyStemmer is loaded at the first word.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jalons.tabular.folding import searchable

SMALL = frozenset(  # said so often that they part nothing
    ("a", "au", "aux", "avec", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les",
     "ou", "par", "pour", "sur", "un", "une")
)  # fmt: skip
_WORD, _SHORT = re.compile(r"[^\W_]+"), 3


def words(text: str) -> list[str]:
    """The words of a text in small letters; apostrophes and hyphens part them.

    >>> words("L’eau du Val-d'Or")
    ['l', 'eau', 'du', 'val', 'd', 'or']
    """
    return _WORD.findall(text.casefold())


def stem(word: str) -> str:
    """The stem of a word of ``words``, without accents.

    >>> stem("délibérations"), stem("deliberation"), stem("vélos"), stem("prix")
    ('deliber', 'deliber', 'velo', 'prix')
    """
    one = word[:-1] if len(word) > _SHORT and word.endswith(("s", "ux")) else word
    found: str = _stemmer().stemWord(searchable(one))
    return found


def forms(word: str) -> list[str]:
    """The stems of a word as it is and without accents, each once: people type both."""
    one = word[:-1] if len(word) > _SHORT and word[-1] in "sx" else word  # « vélos » has no stem
    both = (searchable(_stemmer().stemWord(one)), _stemmer().stemWord(searchable(one)))
    return list(dict.fromkeys(both))


@cache
def _stemmer() -> Any:
    import Stemmer  # type: ignore[import-not-found]  # it has no types

    return Stemmer.Stemmer("french")
