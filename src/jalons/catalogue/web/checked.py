"""Fields and records of several topics: labels of codes from messages, texts that name nobody."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.words.sentences import say
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered
from jalons.tabular.persons import is_person

ROLE = _("A role or a department. Never the name of a person.")
_said: Any = lazy(lambda key: say(key, lang()), str)


def named(group: str, *codes: str) -> list[tuple[str, Any]]:
    """Codes with their words, in the language of the page."""
    return [(code, _said(f"{group}.{code}")) for code in codes]


def one_of(label: Any, group: str, *codes: str, **more: Any) -> Any:
    """A field for one of some codes: the first by default, none when it may stay unknown."""
    first = {} if more.get("blank") else {"default": codes[0]}
    options = {"max_length": 20, "choices": partial(named, group, *codes), **first, **more}
    return models.CharField(label, **options)


def short(label: Any = None, length: int = 200, **more: Any) -> Any:
    return models.CharField(label, max_length=length, blank=True, **more)


def web_link(label: Any, length: int = 500, **more: Any) -> Any:
    return short(label, length, validators=[URLValidator(["http", "https"])], **more)


def long(label: Any, length: int = 5_000, **more: Any) -> Any:
    return models.TextField(label, max_length=length, blank=True, **more)


def dated(label: Any, **more: Any) -> Any:
    return models.DateField(label, null=True, blank=True, **more)


def under(model: Any, name: str, label: Any, **more: Any) -> Any:
    """The record that a record is a part of: it goes with it."""
    return models.ForeignKey(model, models.CASCADE, name, verbose_name=label, **more)


class Checked(Registered):
    """A record whose texts ``roles`` name nobody, and whose days ``past`` are not ahead."""

    roles: ClassVar[tuple[str, ...]] = ()
    past: ClassVar[tuple[str, ...]] = ()

    class Meta(Registered.Meta):
        abstract = True

    def clean(self) -> None:
        for name in self.roles:
            if is_person(text := getattr(self, name)):
                raise CatalogueError("person_named", field=name, text=text[:80])
        for name in self.past:
            if (day := getattr(self, name)) and day > timezone.localdate():
                raise CatalogueError("day_ahead", field=name)
