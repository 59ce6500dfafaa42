"""Datasets of territorial interest, and where their data are."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.store import vocabulary
from jalons.catalogue.web.checked import ROLE, Checked, dated, long, short, under, web_link
from jalons.foundation.accounts.files.brought import BroughtFile
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive
from jalons.tabular.persons import is_person


def stored_as(instance: Distribution, filename: str) -> str:
    """The path of a file: under its authority, a new one for each version."""
    suffix = "".join(Path(filename).suffixes[-2:]).lower()[:12]
    return f"datasets/{instance.authority_id}/{uuid.uuid4()}{suffix}"


def terms(name: str) -> list[tuple[str, str]]:
    """The codes of a public vocabulary and their labels, in the language of the page."""
    return [(code, term.label(lang())) for code, term in vocabulary(name).items()]


def _term(label: Any, length: int, name: str, **more: Any) -> Any:
    return short(label, length, choices=partial(terms, name), **more)


def is_personal_address(email: str) -> bool:
    """Whether an e-mail address is that of a person: prenom.nom@…"""
    words = re.split(r"[._-]+", email.partition("@")[0])
    initial = min(map(len, words)) == 1 and max(map(len, words)) > 2
    return len(words) > 1 and (initial or is_person(" ".join(words).title()))


class Dataset(Checked):
    """A dataset: whose it is, for whom it is, how fresh it is; its data are its distributions.

    ``identifier`` never changes: harvesters know it. ``origin`` is empty for what is described
    here, "twin" for a type of the twin, else the address of the catalogue it was harvested from.
    """

    class Audience(models.TextChoices):
        OPEN = "open", pgettext_lazy("audience", "everybody")
        PARTNERS = "partners", pgettext_lazy("audience", "named partners")
        INTERNAL = "internal", pgettext_lazy("audience", "the authority only")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("dataset", "being prepared")
        PUBLISHED = "published", pgettext_lazy("dataset", "published")
        WITHDRAWN = "withdrawn", pgettext_lazy("dataset", "withdrawn")

    name = models.CharField(pgettext_lazy("dataset", "title"), max_length=200)
    identifier = short(_("identifier"), editable=False)
    description = long(_("description"))
    keywords = short(_("keywords"), 500, help_text=_("Separated by commas."))
    theme = _term(_("theme"), 8, "theme")
    hvd = _term(_("high-value category"), 40, "hvd",
                help_text=_("Data that the European Union wants free and open first."))  # fmt: skip
    holder = short(_("holder of the data"), 150)
    contact = short(_("contact"), 150, help_text=ROLE)
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    audience = models.CharField(
        _("audience"), max_length=8, choices=Audience, default=Audience.INTERNAL
    )
    licence = _term(_("licence"), 40, "licence")
    frequency = _term(_("update frequency"), 20, "frequency")
    updated_on = dated(_("date of the data"))
    starts_on = dated(_("from"))
    ends_on = dated(_("until"))
    area = models.JSONField(
        _("area"), null=True, blank=True, editable=False
    )  # west, south, east, north
    landing_page = web_link(_("page about it"))
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.DRAFT, editable=False
    )
    published_on = dated(_("published on"), editable=False)
    origin = short(_("comes from"), 500, editable=False)

    roles: ClassVar[tuple[str, ...]] = ("contact", "holder")
    past: ClassVar[tuple[str, ...]] = ("updated_on",)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")
        constraints = [
            unique_alive("origin", "identifier", name="one_dataset_of_an_identifier",
                         message=_("Another dataset has this identifier."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its data are for everybody."""
        return self.audience == self.Audience.OPEN

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With an identifier of its own, unless it has one."""
        if values.get("identifier") or self.identifier:
            return values
        return {**values, "identifier": str(self.pk)}

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse another identifier: those who harvest the catalogue know it."""
        if "identifier" in names and self.identifier:
            raise CatalogueError("dataset_identifier", field="identifier")

    def clean(self) -> None:
        super().clean()
        if is_personal_address(self.contact_email):
            raise CatalogueError("dataset_email", field="contact_email", text=self.contact_email)
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise CatalogueError("dataset_period", field="ends_on")


class Distribution(Registered):
    """A file of a dataset, stored here, or an address where it is; a new file is a new version."""

    dataset = under(Dataset, "distributions", _("dataset"))
    name = models.CharField(pgettext_lazy("dataset", "title"), max_length=200)
    url = web_link(_("address"), 1_000)
    format = short(_("format"), 20)  # csv, xlsx, geojson, parquet
    schema = short(_("schema"), 80)  # a name of data/schemas
    file = models.FileField(upload_to=stored_as, max_length=200, blank=True, editable=False)
    file_name = short(editable=False)
    size = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    sha256 = short(None, 64, editable=False)
    stored_at = models.DateTimeField(null=True, blank=True, editable=False)
    columns = models.TextField(blank=True, editable=False)  # the headings of the file, for search

    computed: ClassVar[tuple[str, ...]] = (
        "file", "file_name", "size", "sha256", "stored_at", "columns",
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["created_at"]
        verbose_name = _("file or address")
        verbose_name_plural = _("files and addresses")

    def __str__(self) -> str:
        return self.name

    @property
    def version_on(self) -> str:
        """The day the file was stored."""
        return timezone.localdate(self.stored_at).isoformat() if self.stored_at else ""

    def files_of(self) -> list[FieldFile]:
        """Its file with its preview, and those of its earlier versions."""
        earlier = FileVersion.objects.of(self.authority).filter(distribution=self)
        preview = FieldFile(self, self.file.field, f"{self.file.name}.sqlite")
        return [*super().files_of(), *([preview] if self.file else ()),
                *(each.file for each in earlier)]  # fmt: skip


class FileVersion(BroughtFile):
    """An earlier file of a distribution, still downloadable; its row goes with its file."""

    folder = "datasets"
    distribution = models.ForeignKey(Distribution, models.CASCADE, "versions")

    class Meta(BroughtFile.Meta):
        ordering = ["-dropped_at"]


class DatasetWords(AuthorityScoped):
    """The stems of the words of a dataset, for the search: those of its title, and the others."""

    dataset = models.OneToOneField(Dataset, models.CASCADE, related_name="+")
    title = models.TextField(blank=True)
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title
