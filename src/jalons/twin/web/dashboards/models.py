"""The dashboards of an authority."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Registered
from jalons.kernel import JalonsError
from jalons.twin.engine.dashboards import VERSION, Board, BoardError, read

MOST_DASHBOARDS = 50


class DashboardError(JalonsError):
    """A dashboard that cannot be stored."""

    package = "jalons.twin"


class Dashboard(Registered):
    """A dashboard of an authority: its tiles, its audience, its rank in the list."""

    class Audience(models.TextChoices):
        INTERNAL = "internal", _("The authority alone")
        OPEN = "open", _("Everybody")

    id = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    name = models.CharField(
        _("Title"),
        max_length=120,
        help_text=_("A question people ask: is the air good near the schools?"),
    )
    tiles = models.JSONField(_("tiles"), default=list, blank=True)
    audience = models.CharField(
        _("Who may read it"), max_length=10, choices=Audience, default=Audience.INTERNAL
    )
    position = models.PositiveIntegerField(_("rank"), default=0)

    class Meta(Registered.Meta):
        ordering = ("position", "pk")
        verbose_name = _("dashboard")
        verbose_name_plural = _("Dashboards")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def urn_kind(cls) -> str:
        """The kind of its URN, unchanged in the journal since the first version."""
        return "twin_dashboard"

    @property
    def document(self) -> dict[str, Any]:
        return {"version": VERSION, "title": self.name, "tiles": self.tiles}

    @property
    def board(self) -> Board:
        return read(self.document)

    def clean(self) -> None:
        """Refuse a document that cannot be read, and a dashboard beyond fifty."""
        try:
            read(self.document)
        except BoardError as error:
            from .wording import flaw  # its sentences read the histories, which models need not

            raise ValidationError([flaw(each) for each in error.flaws[:20]]) from error
        others = living(Dashboard, self.authority).exclude(pk=self.pk)
        if others.count() >= MOST_DASHBOARDS:
            raise DashboardError("dashboards_too_many", most=MOST_DASHBOARDS)
