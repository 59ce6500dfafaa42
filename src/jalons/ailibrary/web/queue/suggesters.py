"""The one place that finds what suggests: a recipe by its key, as an authority uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Protocol

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.recipes import registry
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.foundation.design.page_language import lang


class Suggestion(Protocol):
    """What a recipe answers to a text: see ``recipes/orientation/suggesting.py``."""

    labels: tuple[str, ...]
    scores: tuple[float, ...]
    abstained: bool
    reason: str
    evidence: tuple[str, ...]
    by: str


class Suggester(Protocol):
    """A recipe that is ready to answer."""

    labels: tuple[str, ...]
    digest: str

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
    return _loaded(use.key, bundle, tuple(sorted(labels.items())), by_rule=use.by_rule)


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
