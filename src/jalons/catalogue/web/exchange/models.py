"""The catalogues that are read, and what was imported from them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.catalogue.web.datasets.models import Dataset
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered, unique_alive


class HarvestSource(Registered):
    """A catalogue of others, read by hand or every day.

    ``report`` is what the last reading came to; it has ``asks`` when it waits for a person.
    """

    class Kind(models.TextChoices):
        DCAT = "dcat", _("DCAT file (Turtle, RDF/XML or JSON-LD)")
        CKAN = "ckan", _("CKAN portal")
        UDATA = "udata", _("organisation on data.gouv.fr")

    class Repeat(models.TextChoices):
        BY_HAND = "", _("when somebody asks for it")
        DAILY = "daily", pgettext_lazy("how often", "every day")

    name = models.CharField(_("name"), max_length=120)
    url = models.CharField(
        _("address"), max_length=500, validators=[URLValidator(["http", "https"])],
        help_text=_("For example: https://www.data.gouv.fr/organizations/name-of-the-town/"),
    )  # fmt: skip
    kind = models.CharField(
        pgettext_lazy("catalogue", "what it is"), max_length=5, choices=Kind, default=Kind.DCAT
    )
    repeat = models.CharField(_("how often it is read"), max_length=5, choices=Repeat, blank=True)
    read_at = models.DateTimeField(_("last reading"), null=True, editable=False)
    problem = models.CharField(max_length=800, blank=True, editable=False)
    report = models.JSONField(default=dict, blank=True, editable=False)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    modified = models.CharField(max_length=100, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("read_at", "problem", "report", "etag", "modified")

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("catalogue to read")
        verbose_name_plural = _("catalogues to read")
        constraints = [
            unique_alive("url", name="one_source_of_an_address",
                         message=_("This catalogue is in the list already."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def asks(self) -> bool:
        """Whether the last reading waits for a person."""
        return bool(self.report.get("asks"))


class HarvestedDataset(AuthorityScoped):
    """Where a dataset was imported from: its identifier there, and what was read of it last.

    ``values`` are those of the catalogue: one that somebody changed here is written again only when
    it changes there. ``gone_on`` is the day it was no longer in the catalogue.
    """

    source = models.ForeignKey(HarvestSource, models.CASCADE, "harvested")
    dataset = models.OneToOneField(Dataset, models.CASCADE, related_name="harvested")
    identifier = models.CharField(max_length=200)
    names = models.JSONField(default=list)
    content = models.CharField(max_length=64)
    values: Any = models.JSONField(default=dict)
    urls = models.JSONField(default=list)
    gone_on = models.DateField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "identifier"], name="one_harvested_of_an_identifier"
            )
        ]

    def __str__(self) -> str:
        return self.identifier
