"""A private key as people copy it: thirteen groups of five signs, the fifth of each a check.

The signs are those of Crockford's base 32 (no I, L, O, U); what is typed may have small letters,
spaces, and O, I or L for 0 and 1. The check of a group is a sum over GF(32) with its own power for
each place: it finds one wrong sign, two exchanged, and two exchanged groups.
"""

from __future__ import annotations

from jalons.federation.engine.errors import FederationError

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SEED, GROUPS, SIZE = 32, 13, 4
_READ = {sign: value for value, sign in enumerate(SIGNS)} | {"O": 0, "I": 1, "L": 1}


def to_paper(seed: bytes) -> str:
    """A key of 32 bytes as groups to print."""
    number = int.from_bytes(seed, "big") << 4  # 52 signs of 5 bits
    values = [(number >> 5 * at) & 31 for at in reversed(range(GROUPS * SIZE))]
    groups = (values[at : at + SIZE] for at in range(0, len(values), SIZE))
    return " ".join(
        "".join(SIGNS[value] for value in (*group, _check(group, rank)))
        for rank, group in enumerate(groups)
    )


def from_paper(typed: str) -> bytes:
    """The key that was typed.

    Raises ``FederationError``: ``paper_length``, ``paper_sign``, ``paper_group`` (with its rank).
    """
    signs = [sign for sign in typed.upper() if not (sign.isspace() or sign in "-–.·")]
    if len(signs) != GROUPS * (SIZE + 1):
        raise FederationError("paper_length", count=len(signs), wanted=GROUPS * (SIZE + 1))
    number = 0
    for rank in range(GROUPS):
        group = signs[rank * (SIZE + 1) : (rank + 1) * (SIZE + 1)]
        wrong = [sign for sign in group if sign not in _READ]
        if wrong:
            raise FederationError("paper_sign", sign=wrong[0], group=rank + 1)
        *values, check = (_READ[sign] for sign in group)
        if _check(values, rank) != check:
            raise FederationError("paper_group", group=rank + 1)
        for value in values:
            number = number << 5 | value
    if number & 15:
        raise FederationError("paper_group", group=GROUPS)
    return (number >> 4).to_bytes(SEED, "big")


def _check(values: list[int], rank: int) -> int:
    total = rank + 1
    for value in values:
        total = _twice(total) ^ value
    return _twice(total)


def _twice(value: int) -> int:
    """Times the generator of GF(32), whose polynomial is x^5 + x^2 + 1."""
    return value << 1 ^ (0b100101 if value & 16 else 0)
