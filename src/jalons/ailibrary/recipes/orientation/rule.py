"""The rule: the words of the menus of the site, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from jalons.ailibrary.engine.bundles.format import Bundle
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.text.keywords import KeywordRule
from jalons.ailibrary.recipes.orientation.sheets import menus

_FILE = "keywords.json"
_MOST_EVIDENCE = 5


@dataclass(frozen=True, slots=True)
class MenuRule:
    """Keywords by label, and the label that a text without any keyword gets in a comparison."""

    keywords: KeywordRule

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that have keywords."""
        return self.keywords.labels

    def shares(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """The share of each label, by text; empty when no word is known."""
        return [self.keywords.scores(text) for text in texts]

    def knows(self, text: str) -> bool:
        """Whether the text has a keyword."""
        return bool(self.keywords.scores(text))

    def evidence(self, text: str, label: str) -> tuple[str, ...]:
        """The keywords of the label that the text has."""
        return self.keywords.evidence(text, label)[:_MOST_EVIDENCE]

    def files(self) -> dict[str, bytes]:
        """The rule as a file of a bundle."""
        listed = {label: sorted(stems) for label, stems in self.keywords.stems.items()}
        return {_FILE: msgspec.json.format(msgspec.json.encode(listed), indent=1)}

    @classmethod
    def of(cls, bundle: Bundle) -> MenuRule:
        """The rule of a bundle. ``AIError`` (``bundle_model``) when it is not one."""
        try:
            listed = msgspec.convert(bundle.plain(_FILE), dict[str, list[str]])
        except msgspec.ValidationError as wrong:
            raise AIError("bundle_model", why=str(wrong)) from wrong
        return cls(KeywordRule.from_stems(listed))


def menu_rule(services: Mapping[str, str] | None = None) -> MenuRule:
    """The rule of the ten themes; with ``services``, that of the services that stand for them.

    The name of a service is among its keywords.
    """
    texts: dict[str, list[str]] = {}
    for theme, headings in menus().items():
        label = theme if services is None else services.get(theme, "")
        if label:
            texts.setdefault(label, [label]).extend([theme, *headings])
    return MenuRule(KeywordRule.of(texts))
