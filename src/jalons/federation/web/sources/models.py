"""The territories an authority reads, and the signed lists it verified last."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered, unique_alive


class Source(Registered):
    """A territory that is read: at an address, or from a stick or a file somebody brings.

    ``publisher`` is the SHA-256 of its first root: empty until it was read once, then final.
    Nothing is taken before a person compared its digits (``trusted_on``), or before a list of
    members that is trusted names it (``through``).
    """

    class Trust(models.TextChoices):
        MET = "met", pgettext_lazy("territory", "digits to compare")
        TRUSTED = "trusted", pgettext_lazy("territory", "digits compared")

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
    publisher = models.CharField(max_length=64, blank=True, editable=False)
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

    computed: ClassVar[tuple[str, ...]] = (
        "publisher", "siren", "status", "reason", "checked_at", "fresh_at", "verified_at",
        "valid_until", "digest", "etag", "modified", "pending", "next_on",
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("territory that is read")
        verbose_name_plural = _("territories that are read")
        constraints = [unique_alive("name", name="one_source_of_a_name",
                                    message=_("Another territory has this name."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class SignedLists(AuthorityScoped):
    """The signed lists of a source that were verified last, as their bytes."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="lists")
    root = models.BinaryField()
    timestamp = models.BinaryField(default=bytes)
    snapshot = models.BinaryField(default=bytes)
    targets = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return str(self.source_id)


class Quarantine(AuthorityScoped):
    """A file of a source that is not used, and the code of why."""

    source = models.ForeignKey(Source, models.CASCADE, "quarantine")
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.path
