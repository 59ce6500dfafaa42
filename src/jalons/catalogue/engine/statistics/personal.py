"""Which columns look like they are about persons: by their heading, then by their values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jalons.kernel.tables import package_table
from jalons.tabular.folding import searchable
from jalons.tabular.persons import is_person

_NIR = re.compile(r"[12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)\d[\dAB]\d{8}(?:\d{2})?")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_SHARE = 0.2  # of the values seen


def heading_words(heading: str) -> list[str]:
    """The words of a heading, folded.

    >>> heading_words("Nom_Commune"), heading_words("dateNaissance")
    (['nom', 'commune'], ['date', 'naissance'])
    """
    return re.findall(r"[a-z0-9]+", searchable(_CAMEL.sub(" ", heading)))


def has_word(heading: str, group: str) -> bool:
    """Whether a heading has a word or a phrase of a group of ``data/personal_columns.toml``."""
    words = heading_words(heading)
    return any(f" {each} " in f" {' '.join(words)} " for each in _known(group))


def looks_personal(heading: str, values: Sequence[str]) -> bool:
    """Whether a column looks personal: its heading, else a fifth of some of its values.

    It may be wrong both ways: it only decides what a preview leaves out of its statistics.
    """
    is_count = bool(words := heading_words(heading)) and words[0] in _known("counts")
    if has_word(heading, "words") and not has_word(heading, "public") and not is_count:
        return True
    found = sum(bool(_NIR.fullmatch(re.sub(r"[\s.]", "", each))) or is_person(each[:200])
                for each in values)  # fmt: skip
    return found > _SHARE * len(values)


def _known(group: str) -> frozenset[str]:
    return frozenset(package_table("jalons.catalogue", "personal_columns")[group])
