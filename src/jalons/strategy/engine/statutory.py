"""The documents the law asks for, and the items of the decree each must hold."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """A document of the strategy, by the name the command line gives it."""

    PROGRAMME = "programme"
    STRATEGY = "strategie"
    REVIEW = "bilan"
    DELIBERATION = "deliberation"
    ACTIONS = "actions"
