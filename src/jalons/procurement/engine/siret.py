"""Long numbers as spreadsheets and people damage them: that of an establishment (SIRET)."""

from __future__ import annotations

import re

_SCIENTIFIC = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet turned a long number into « 2,13503E+13 »: its digits are lost."""
    return _SCIENTIFIC.fullmatch(text) is not None


def siret_problem(siret: str) -> str:
    """Why a SIRET is none, as the end of a code of ``messages.toml``; "" when it is one.

    Thirteen digits or fewer are what a spreadsheet leaves of leading zeros; La Poste has its own
    check digit (python-stdnum knows it).

    >>> siret_problem("5880034000110"), siret_problem("21350360100017"), siret_problem("2135 0360")
    ('siret_length', 'siret_key', 'siret_letters')
    """
    from stdnum.exceptions import ValidationError  # loaded where a number is checked
    from stdnum.fr import siret as numbers

    if is_scientific(siret):
        return "siret_scientific"
    if not re.fullmatch(r"\d*", siret, re.ASCII):
        return "siret_letters"
    if len(siret) != 14:
        padded = siret.zfill(14)
        lost = 9 <= len(siret) < 14 and numbers.is_valid(padded)
        return "siret_zeros" if lost else "siret_length"
    try:
        numbers.validate(siret)
    except ValidationError:
        return "siret_key"
    return ""
