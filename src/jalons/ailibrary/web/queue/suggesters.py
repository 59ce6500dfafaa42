"""The one place that finds what suggests: a recipe by its key, as an authority uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from typing import Protocol

import msgspec

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.recipes import apart, registry
from jalons.ailibrary.web.recipes.bundles import is_from_elsewhere
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.foundation.design.page_language import lang


class Suggestion(Protocol):
    """What a recipe answers to a text: see ``recipes/orientation/suggesting.py``."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The services, the most probable first; none when it abstains."""

    @property
    def scores(self) -> tuple[float, ...]:
        """Of these services."""

    @property
    def abstained(self) -> bool:
        """Whether it stays silent."""

    @property
    def reason(self) -> str:
        """Why it stays silent."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The words that counted most."""

    @property
    def by(self) -> str:
        """The rule or the model."""


class Suggester(Protocol):
    """A recipe that is ready to answer."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The services it can suggest."""

    @property
    def digest(self) -> str:
        """What names its bundle."""

    def suggest(self, texts: Sequence[str]) -> Sequence[Suggestion]:
        """A suggestion for each text, or an abstention with its reason."""


class Source(Protocol):
    """A recipe that sends texts to labels, and learns from decisions."""

    def load(
        self, bundle: bytes | None, *, by_rule: bool = False, labels: Mapping[str, str] = ...
    ) -> Suggester:
        """The recipe with what it learned, or as the product ships it; its themes → services."""

    def train(self, texts: Sequence[str], labels: Sequence[str], seed: int) -> bytes:
        """A bundle learned from decisions."""


_sources: dict[str, Callable[[], Source]] = {}


def add(key: str, source: Callable[[], Source]) -> None:
    """Let the queue use a recipe: ``source`` gives its door, imported at its first use."""
    _sources[key] = source
    _loaded.cache_clear()
    themes.cache_clear()


@lru_cache(maxsize=8)
def _loaded(
    key: str, bundle: bytes | None, labels: tuple[tuple[str, str], ...], *, by_rule: bool
) -> Suggester:
    return source(key).load(bundle, by_rule=by_rule, labels=dict(labels))


def source(key: str) -> Source:
    """The door of a recipe. ``AIError`` (``queue_recipe``) when the queue does not know it."""
    if key not in _sources:
        raise AIError("queue_recipe", key=key)
    return _sources[key]()


def suggester_of(use: RecipeUse, bundle: bytes | None, labels: Mapping[str, str]) -> Suggester:
    """What suggests for an authority: ``labels`` leads from themes to its services."""
    if bundle is not None and not use.by_rule and is_from_elsewhere(use):
        return SuggesterApart(use.key, bundle, labels)
    return _loaded(use.key, bundle, tuple(sorted(labels.items())), by_rule=use.by_rule)


@dataclass(frozen=True, slots=True)
class AnsweredApart:
    """A suggestion as the process apart gave it."""

    labels: tuple[str, ...]
    scores: tuple[float, ...]
    abstained: bool
    reason: str
    evidence: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class SuggesterApart:
    """What another territory learned: each answer comes from a process without network."""

    recipe: str
    bundle: bytes
    services: Mapping[str, str]

    @property
    def labels(self) -> tuple[str, ...]:
        """Those of the bundle."""
        return tuple(apart.labels_of(self.recipe, self.bundle))

    @property
    def digest(self) -> str:
        """The SHA-256 of the bundle."""
        return sha256(self.bundle).hexdigest()

    def suggest(self, texts: Sequence[str]) -> list[AnsweredApart]:
        """A suggestion for each text."""
        found = apart.answers(self.recipe, self.bundle, texts, self.services)
        return [msgspec.convert(each, type=AnsweredApart) for each in found]


@lru_cache(maxsize=8)
def themes(key: str) -> tuple[str, ...]:
    """The themes that a recipe knows as shipped; none when it is not in this version."""
    try:
        return tuple(source(key).load(None).labels)
    except (AIError, ModuleNotFoundError):
        return ()


def theme_choices() -> list[tuple[str, str]]:
    """The themes of all recipes of the queue, as choices."""
    return [(theme, theme) for key in _sources for theme in themes(key)]


def recipe_name(key: str) -> str:
    """What a recipe is called, in the language of the page."""
    try:
        return registry.card(key).name[lang()]
    except AIError:
        return key


def recipe_choices() -> list[tuple[str, str]]:
    """The recipes of the queue."""
    return [(key, recipe_name(key)) for key in _sources]


def first_recipe() -> str:
    """The recipe of a request that names none."""
    return next(iter(_sources), "")


_ORIENTATION = "jalons.ailibrary.recipes.orientation.suggesting"
add("orientation", lambda: import_module(_ORIENTATION))
