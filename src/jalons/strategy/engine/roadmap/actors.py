"""Which organisations may be named: all of them inside, in public those that agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jalons.tabular.folding import fold


def same_name(name: str) -> str:
    """A name folded, under which two spellings are one organisation.

    >>> same_name("Ressourcerie  du PONT") == same_name("ressourcerie du pont")
    True
    """
    return fold(name, also="%+")


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation of an action: its name, and whether it agreed to be named in public."""

    name: str
    agreed: bool = False


def named(partners: Iterable[Partner], *, final: bool) -> tuple[tuple[str, ...], int]:
    """The names that may be written, and how many others there are.

    ``final``: the text may be published, so only those that agreed are named.

    >>> named([Partner("Ressourcerie", agreed=True), Partner("Syndicat")], final=True)
    (('Ressourcerie',), 1)
    """
    every = list(partners)
    names = tuple(partner.name for partner in every if partner.agreed or not final)
    return names, len(every) - len(names)
