"""Members that an authority supports, with their consent, and the help they ask for."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.federation.web.sources.models import Source
from jalons.foundation.register.models import Registered


class HelpRequest(Registered):
    """Help that a member wants or gives: what, since when, what came of it."""

    class Way(models.TextChoices):
        WANTED = "wanted", pgettext_lazy("help", "wanted")
        OFFERED = "offered", pgettext_lazy("help", "offered")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("help", "open")
        UNDER_WAY = "under_way", pgettext_lazy("help", "under way")
        DONE = "done", pgettext_lazy("help", "done")
        DECLINED = "declined", pgettext_lazy("help", "not possible")

    member = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="help_requests",
        verbose_name=_("territory"),
    )  # fmt: skip
    way = models.CharField(_("help"), max_length=7, choices=Way, default=Way.WANTED)
    subject = models.CharField(_("subject"), max_length=160)
    text = models.TextField(_("in a few words"), max_length=2_000, blank=True)
    since = models.DateField(_("since"), default=timezone.localdate)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.OPEN, editable=False
    )
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-since", "subject"]
        verbose_name = _("help between territories")
        verbose_name_plural = _("help between territories")

    def __str__(self) -> str:
        return self.subject
