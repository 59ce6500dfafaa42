"""What an authority shares with other territories, and where."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered, unique_alive


class Repository(Registered):
    """The signed list of the files of an authority; one for each authority that shares.

    ``root_digest`` names it for ever: it is what other territories compare. ``paper_printed_on`` is
    when its second root key was printed, None while it never was.
    """

    siren = models.CharField(
        _("SIREN of the authority"), max_length=9, validators=[RegexValidator(r"^[0-9]{9}\Z")]
    )
    name = models.CharField(_("name other territories read"), max_length=200)
    active = models.BooleanField(_("share"), default=False)
    kinds = models.JSONField(default=list, blank=True, editable=False)
    address = models.URLField(
        _("other address where the folder is put"), blank=True,
        help_text=_("Only when it is not read on this site: any web host can show the folder."),
    )  # fmt: skip
    root_digest = models.CharField(max_length=64, blank=True, editable=False)
    paper_printed_on = models.DateField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    valid_until = models.DateTimeField(null=True, blank=True, editable=False)
    files = models.PositiveIntegerField(default=0, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    problem = models.CharField(max_length=500, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = (
        "root_digest", "published_at", "valid_until", "files", "size", "problem",
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("shared files")
        verbose_name_plural = _("shared files")
        constraints = [unique_alive(name="one_repository_of_an_authority",
                                    message=_("The authority shares already."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name
