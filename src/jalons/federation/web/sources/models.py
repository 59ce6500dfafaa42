"""The territories an authority reads, and the signed lists it verified last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.files.brought import BroughtFile
from jalons.foundation.accounts.scoping import AuthorityScoped, living
from jalons.foundation.register.models import Registered, unique_alive

FOLDER = "federation"  # where files are stored, by authority
LEAST_OFTEN = 366  # days
DIGITS = 24  # those that people compare, of the SHA-256 of its first root


class Source(Registered):
    """A territory that is read: at an address, or from a stick or a file somebody brings.

    ``publisher`` is the SHA-256 of its first root: empty until it was read once, then final.
    Nothing is taken before a person compared its digits (``trusted_on``), or before a list of
    members that is trusted names it (``through``). ``members_on`` is since when its own list of
    members is accepted. ``heading`` is the territory of its list, as it was signed. Until
    ``taken_until`` a worker reads it: no other does.
    """

    class Trust(models.TextChoices):
        MET = "met", pgettext_lazy("territory", "digits to compare")
        TRUSTED = "trusted", pgettext_lazy("territory", "digits compared")
        LISTED = "listed", pgettext_lazy("territory", "named by a list you accept")

    class Status(models.TextChoices):
        NEVER = "never", pgettext_lazy("territory", "not read yet")
        FRESH = "fresh", pgettext_lazy("territory", "read, with news")
        UNCHANGED = "unchanged", pgettext_lazy("territory", "read, nothing new")
        EXPIRED = "expired", pgettext_lazy("territory", "out of date, files intact")
        REFUSED = "refused", pgettext_lazy("territory", "refused, files intact")
        UNREACHABLE = "unreachable", pgettext_lazy("territory", "no answer, files intact")

    name = models.CharField(_("territory"), max_length=200)
    address = models.URLField(
        _("address"), max_length=500, blank=True,
        help_text=_("Empty: you bring its files on a stick or in a .zip file."),
    )  # fmt: skip
    every_days = models.PositiveSmallIntegerField(_("read every, in days"), default=1)
    paused = models.BooleanField(_("paused"), default=False)
    note = models.TextField(_("how you know this territory"), max_length=500, blank=True)
    trust = models.CharField(
        _("trust"), max_length=7, choices=Trust, default=Trust.MET, editable=False
    )
    trusted_on = models.DateField(_("trusted since"), null=True, blank=True, editable=False)
    through = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="named", editable=False
    )
    members_on = models.DateField(
        _("its list of members is accepted since"), null=True, blank=True, editable=False
    )
    publisher = models.CharField(max_length=64, blank=True, editable=False)
    heading = models.CharField(max_length=200, blank=True, editable=False)
    siren = models.CharField(max_length=9, blank=True, editable=False)
    status = models.CharField(
        _("last reading"), max_length=11, choices=Status, default=Status.NEVER, editable=False
    )
    reason = models.CharField(max_length=60, blank=True, editable=False)
    checked_at = models.DateTimeField(_("read at"), null=True, blank=True, editable=False)
    fresh_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    valid_until = models.DateTimeField(null=True, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    modified = models.CharField(max_length=60, blank=True, editable=False)
    pending = models.PositiveIntegerField(default=0, editable=False)
    next_on = models.DateField(null=True, blank=True, editable=False, db_index=True)
    taken_until = models.DateTimeField(null=True, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = (
        "publisher", "heading", "siren", "status", "reason", "checked_at", "fresh_at",
        "verified_at", "valid_until", "digest", "etag", "modified", "pending", "next_on",
        "taken_until",
    )  # fmt: skip
    standing: ClassVar[tuple[str, ...]] = ("through",)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("territory that is read")
        verbose_name_plural = _("territories that are read")
        constraints = [unique_alive("name", name="one_source_of_a_name",
                                    message=_("Another territory has this name."))]  # fmt: skip
        indexes = [  # an aggregator reads tens of thousands of them
            models.Index(fields=["authority", "publisher"], name="sources_by_publisher"),
            models.Index(fields=["authority", "siren"], name="sources_by_siren"),
            models.Index(fields=["authority", "address"], name="sources_by_address"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_trusted(self) -> bool:
        """Whether its files are taken: its digits were compared, or a list that stands names it."""
        if self.trust == self.Trust.LISTED:
            return self.through is not None and self.through.names_members
        return self.trust == self.Trust.TRUSTED

    @property
    def names_members(self) -> bool:
        """Whether the territories of its list are trusted through it."""
        is_trusted = self.trust == self.Trust.TRUSTED and self.deleted_at is None
        return is_trusted and self.members_on is not None

    @property
    def digits(self) -> str:
        """What people compare by telephone, once its first list was read."""
        return " ".join(self.publisher[at : at + 4] for at in range(0, DIGITS, 4))

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the day on which it was trusted."""
        if "trust" not in values:
            return values
        trusted = values["trust"] != self.Trust.MET
        return {"trusted_on": timezone.localdate() if trusted else None, **values}

    def clean(self) -> None:
        """One territory at an address, an address that can be read, at least once a year."""
        if not 1 <= self.every_days <= LEAST_OFTEN:
            words = _("Between 1 and %(most)s days.") % {"most": LEAST_OFTEN}
            raise ValidationError({"every_days": words})
        if not self.address:
            return
        parts = urlsplit(self.address)
        if parts.scheme not in {"http", "https"} or parts.username is not None:
            raise ValidationError({"address": _("The address starts with https://.")})
        rows = living(Source, self.authority).exclude(pk=self.pk)
        others = rows.filter(address__in={self.address.rstrip("/"), self.address.rstrip("/") + "/"})
        if (other := others.first()) is not None:
            words = _("“%(name)s” is read at this address already.") % {"name": other}
            raise ValidationError({"address": words})

    def files_of(self) -> list[FieldFile]:
        """The stick somebody brought."""
        return [each.file for each in Stick.objects.of(self.authority).filter(source=self)]


class SignedLists(AuthorityScoped):
    """The signed lists of a source that were verified last, as their bytes."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="lists")
    root = models.BinaryField()
    timestamp = models.BinaryField(default=bytes)
    snapshot = models.BinaryField(default=bytes)
    targets = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return str(self.source)


class Stick(BroughtFile):
    """A .zip file of the stick of a territory: it waits until it is read, then it is erased."""

    folder = FOLDER
    source = models.OneToOneField(Source, models.CASCADE, related_name="stick")

    class Meta(BroughtFile.Meta):
        verbose_name = _("USB stick of a territory")
        verbose_name_plural = _("USB sticks of territories")


class Quarantine(AuthorityScoped):
    """A file of a source that is not used, and the code of why."""

    source = models.ForeignKey(Source, models.CASCADE, "quarantine")
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.path
