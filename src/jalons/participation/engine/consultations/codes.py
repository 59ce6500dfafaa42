"""One-time codes on paper, and receipts to withdraw: what is stored is never what people have.

A code is twelve characters of an alphabet without those one mistakes, the last a check. Only a
keyed hash of it is stored. A receipt finds the parts of an answer again, each under a hash of its
own: without the receipt, nothing says which parts belong together.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # neither 0 O, 1 I L, nor U
LENGTH = 12


def new_code() -> str:
    """A code nobody can guess: 54 bits and a check character.

    >>> is_code(new_code())
    True
    """
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def typed(text: str) -> str:
    """A code as it was typed, with its spaces and dashes left out, in capitals.

    >>> typed("2345-6789 abcd")
    '23456789ABCD'
    """
    return "".join(each for each in text.upper() if each.isalnum())[:40]


def is_code(text: str) -> bool:
    """Whether a text has the shape and the check character of a code: a slip is seen at once."""
    code = typed(text)
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and code[-1] == _check(code[:-1])


def printed(code: str) -> str:
    """A code in three groups, as it is printed.

    >>> printed("23456789ABCD")
    '2345-6789-ABCD'
    """
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def hash_of(code: str, secret: bytes, purpose: str) -> str:
    """What is stored of a code or of a part of an answer: a keyed hash for one purpose."""
    return hmac.new(secret, f"{purpose}\0{typed(code)}".encode(), sha256).hexdigest()


def _check(body: str) -> str:
    """A character that changes with any one other, and with nearly all neighbours swapped.

    Luhn mod N, as ISO/IEC 7812 describes it for digits: only the first and the last characters of
    the alphabet may be swapped unseen.
    """
    size, total = len(ALPHABET), 0
    for place, each in enumerate(reversed(body)):
        value = ALPHABET.find(each) * (2 if place % 2 == 0 else 1)
        total += value // size + value % size
    return ALPHABET[-total % size]
