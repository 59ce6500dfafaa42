"""What an authority shows to everybody, object by object."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn


class PublicPage(AuthorityScoped):
    """The public page of an authority: closed until somebody opens it; roles only, no name."""

    is_open = models.BooleanField(_("open to everybody"), default=False)
    introduction = models.TextField(_("introduction"), blank=True)
    contact_role = models.CharField(_("contact (role, no name)"), max_length=150, blank=True)
    contact_address = models.CharField(
        _("contact address (generic e-mail or page)"), max_length=200, blank=True
    )
    shares_observations = models.BooleanField(
        _("take part in the comparison with look-alike territories"), default=False
    )
    opened_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(AuthorityScoped.Meta):
        constraints = [models.UniqueConstraint(fields=["authority"], name="one_page_to_publish")]

    def __str__(self) -> str:
        return f"{self.authority}"

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("public_page", str(self.pk))


class Published(AuthorityScoped):
    """An object somebody chose to show, by its URN."""

    urn = models.CharField(max_length=200)
    since = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        ordering = ["urn"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "urn"], name="object_published_once")
        ]

    def __str__(self) -> str:
        return self.urn


class TextReading(AuthorityScoped):
    """A public text somebody read and agreed to show; another text of the object is read again."""

    urn = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta(AuthorityScoped.Meta):
        ordering = ["urn"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "urn"], name="one_reading_of_a_text")
        ]

    def __str__(self) -> str:
        return self.urn
