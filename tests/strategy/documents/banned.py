"""The words of the workshop that no screen and no document says (``look/README.md``, 10)."""

import re

BANNED = (
    r"urn:", r"\boption --", r"\s--\w", r"salle «", r"rouvert", r"\bdeclared/\d", r"\(unstated\)",
    r"\(–\)", r"\bjalons-footprint/", r"aucun ne lui est imposé par cet outil",
    r"notre lecture", r"\bde l’\s", r"\bde [AEÉIOUYH]gglo", r"\bque [AEÉIOU]gglo", r"\bNone\b",
    r"\bdu — ", r"au —\b", r"\bstub\b", r"\bTODO\b", r"\{\w+\}",
)  # fmt: skip
_BANNED = re.compile("|".join(f"(?:{each})" for each in BANNED))


def found_in(text):
    """The banned words of a text, each with what is around it."""
    plain = text.replace("\u202f", " ").replace("\u00a0", " ")
    return [plain[max(0, m.start() - 30) : m.end() + 30] for m in _BANNED.finditer(plain)]
