"""What an authority shares with other territories, and where."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.sharing import hides
from jalons.federation.store.rules import kind_label, kinds
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.fields import CodesField
from jalons.foundation.register.models import Registered, unique_alive


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of files that territories share."""
    return [(name, kind_label(name, lang())) for name in kinds()]


class Repository(Registered):
    """The signed list of the files of an authority; one for each authority that shares.

    ``root_digest`` names it for ever: it is what other territories compare. ``paper_printed_on`` is
    when its second root key was printed, None while it never was.
    """

    siren = models.CharField(
        _("SIREN of the authority"), max_length=9, validators=[RegexValidator(r"^[0-9]{9}\Z")],
        help_text=_("Nine digits. It never changes once keys are made."),
    )  # fmt: skip
    name = models.CharField(_("name other territories read"), max_length=200)
    active = models.BooleanField(_("share"), default=False, editable=False)
    kinds = CodesField(_("kinds of files to share"), codes=kind_choices)
    address = models.URLField(
        _("other address where the folder is put"), blank=True,
        help_text=_("Only when it is not read on this site: any web host can show the folder."),
    )  # fmt: skip
    root_digest = models.CharField(max_length=64, blank=True, editable=False)
    paper_printed_on = models.DateField(
        _("rescue key printed on"), null=True, blank=True, editable=False
    )
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

    def refuse_change(self, names: Collection[str]) -> None:
        """The SIREN is final once others may read it: they refuse a list that changes its own."""
        if "siren" in names and self.root_digest:
            raise FederationError("siren_final", field="siren")

    def clean(self) -> None:
        from stdnum.fr import siren

        if not siren.is_valid(self.siren):
            raise FederationError("siren_wrong", field="siren", siren=self.siren)
        if hides(self.name, harmless=frozenset()):
            raise FederationError("name_hides", field="name")

    @property
    def digits(self) -> str:
        """What people compare by telephone; empty before keys are made."""
        return " ".join(self.root_digest[at : at + 4] for at in range(0, 24, 4)).strip()
