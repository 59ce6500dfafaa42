"""Fields and models of several topics: labels of codes from messages, texts that name nobody."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import lazy

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.words.sentences import say
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered
from jalons.tabular.persons import is_person

_said: Any = lazy(lambda key: say(key, lang()), str)


def named(group: str, *codes: str) -> list[tuple[str, Any]]:
    """Codes with their words, in the language of the page."""
    return [(code, _said(f"{group}.{code}")) for code in codes]


def one_of(label: Any, group: str, *codes: str, **more: Any) -> Any:
    """A field for one of some codes, the first by default."""
    options = {"choices": partial(named, group, *codes), "default": codes[0], **more}
    return models.CharField(label, max_length=20, **options)


def short(label: Any, length: int = 200, **more: Any) -> Any:
    return models.CharField(label, max_length=length, blank=True, **more)


def long(label: Any, **more: Any) -> Any:
    return models.TextField(label, max_length=5_000, blank=True, **more)


def day(label: Any, **more: Any) -> Any:
    return models.DateField(label, null=True, blank=True, **more)


class Checked(Registered):
    """A record whose texts ``roles`` name roles and departments, never persons."""

    roles: ClassVar[tuple[str, ...]] = ()

    class Meta(Registered.Meta):
        abstract = True

    def clean(self) -> None:
        for name in self.roles:
            if is_person(text := getattr(self, name)):
                raise CatalogueError("dataset_person", field=name, text=text[:80])
