"""The websites, applications and online procedures of an authority."""

from __future__ import annotations

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.models import Registered, unique_alive


class WebService(Registered):
    """An online service: a website, an application, an intranet or a procedure."""

    class Kind(models.TextChoices):
        SITE = "site", _("website")
        APP = "app", _("mobile application")
        INTRANET = "intranet", _("intranet or extranet")
        PROCEDURE = "procedure", _("online procedure")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("online service", "in use")
        CLOSING = "closing", pgettext_lazy("online service", "to close")
        CLOSED = "closed", pgettext_lazy("online service", "closed")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.SITE)
    address = models.CharField(
        _("address"), max_length=300, validators=[URLValidator(["http", "https"])]
    )
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("online service")
        verbose_name_plural = _("online services")
        constraints = [
            unique_alive(
                "name",
                name="one_service_of_a_name",
                message=_("Another service has this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
