"""The places of an authority: a column for each field of the national schema."""

from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.register.fields import CodesField
from jalons.foundation.register.models import Registered
from jalons.inclusion.engine.places.schema import Place, Row, place_of, schema, value_of, written
from jalons.inclusion.words.places import label

COLUMNS = {name: "ref" if name == "id" else one.field for name, one in schema().items()}
VALUES = {one.field: [(value, value) for value in one.values] for one in schema().values()}


class MediationPlace(Registered):
    """A place; texts are as they were written, for a person to correct.

    ``apart``: the keys of the places that a person said are others.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("place", "open")
        CLOSED = "closed", pgettext_lazy("place", "closed for good")

    name: str  # with the columns of the schema, added below
    commune: str
    lat: float | None
    lon: float | None
    hours: str
    access: list[str]
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    apart = models.JSONField(_("other places"), default=list, blank=True)

    class Meta(Registered.Meta):
        verbose_name = _("mediation place")
        verbose_name_plural = _("mediation places")

    def __str__(self) -> str:
        return self.name

    @property
    def row(self) -> dict[str, str]:
        """Its row in a file of the schema; its key when it has no identifier."""
        texts = {name: written(getattr(self, column)) for name, column in COLUMNS.items()}
        return texts | {"id": texts["id"] or str(self.pk)}

    @property
    def place(self) -> Place:
        return place_of(self.row)


def values_of(row: Row) -> dict[str, Any]:
    """The values of columns for cells of the schema; a list of free texts is one text."""
    values = ((name, value_of(_kind(name), text)) for name, text in row.items())
    return {COLUMNS[name]: [*one] if isinstance(one, tuple) else one for name, one in values}


def _kind(name: str) -> str:
    kind = schema()[name].kind
    return "text" if kind == "list" and not schema()[name].values else kind


def _column(name: str) -> models.Field[Any, Any]:
    about, words = schema()[name], lazy(lambda: label(name, lang()), str)()
    if about.values:
        return CodesField(words, codes=lambda: VALUES[about.field])
    if about.kind in {"number", "date"}:
        number = about.kind == "number"
        return (models.FloatField if number else models.DateField)(words, null=True, blank=True)
    if name in {"horaires", "presentation_resume", "presentation_detail"}:
        return models.TextField(words, max_length=5000, blank=True)
    return models.CharField(words, max_length=300, blank=name != "nom")


for _name, _attribute in COLUMNS.items():  # versions of the schema are data
    MediationPlace.add_to_class(_attribute, _column(_name))
