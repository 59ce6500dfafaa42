"""Files that came from other territories."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.federation.web.sources.models import FOLDER, Source
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered


def content_path(instance: ItemContent, _name: str) -> str:
    """Where the bytes of a file are stored."""
    return f"{FOLDER}/{instance.authority_id}/{instance.digest[:2]}/{instance.digest}"


class ItemContent(AuthorityScoped):
    """The bytes of a file that was read, once whatever the sources that have it."""

    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to=content_path)

    class Meta(AuthorityScoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["authority", "digest"], name="one_content_of_a_digest")
        ]

    def __str__(self) -> str:
        return self.digest

    def discard(self) -> None:
        """Delete the row, and its file once that is sure."""
        name, storage = str(self.file.name), self.file.storage
        self.delete()
        transaction.on_commit(lambda: storage.delete(name))


class ReceivedItem(Registered):
    """A file of another territory: ``origin`` published it first, and names it ``uid``.

    ``state`` says whether its publisher still shares it; nothing that was received is erased.
    ``adopted`` is the address where somebody went on with it, ``adopted_digest`` the bytes of that
    day, to say what changed since.
    """

    class State(models.TextChoices):
        SHARED = "shared", pgettext_lazy("file", "shared")
        WITHDRAWN = "withdrawn", pgettext_lazy("file", "withdrawn by who published it")
        LEFT = "left", pgettext_lazy("file", "no longer in the list it came from")

    origin = models.CharField(max_length=64)
    uid = models.CharField(max_length=200)
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, related_name="items", verbose_name=_("received from")
    )
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    length = models.PositiveIntegerField(default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, default="fr")
    made_on = models.DateField(pgettext_lazy("file", "made on"))
    licence = models.CharField(_("licence"), max_length=200)
    item_version = models.PositiveIntegerField(_("version"), default=1)
    provenance: Any = models.JSONField(default=list, blank=True, editable=False)
    tombstone = models.BooleanField(default=False, editable=False)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.SHARED, editable=False
    )
    adopted = models.CharField(max_length=200, blank=True, editable=False)
    adopted_digest = models.CharField(max_length=64, blank=True, editable=False)
    adopted_on = models.DateField(_("used here since"), null=True, blank=True, editable=False)
    note = models.TextField(
        pgettext_lazy("file", "what you think of it"), max_length=500, blank=True
    )

    standing: ClassVar[tuple[str, ...]] = ("source",)

    class Meta(Registered.Meta):
        ordering = ["-made_on", "title"]
        verbose_name = _("file received")
        verbose_name_plural = _("files received")
        indexes = [
            models.Index(fields=["authority", "origin", "uid"], name="received_by_origin"),
            models.Index(fields=["authority", "kind", "made_on"], name="received_by_kind"),
        ]

    def __str__(self) -> str:
        return self.title


class ListedMember(AuthorityScoped):
    """A territory that the list of members of another one names; ``digest`` is that of the list.

    ``words`` is what is searched of it, case and accents aside; ``aside`` says that another
    territory had its SIREN or its address, with other digits, when the list was read.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="listed_members")
    digest = models.CharField(max_length=64)
    publisher = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    siren = models.CharField(max_length=9)
    address = models.CharField(max_length=500)
    words = models.CharField(max_length=250)
    aside = models.BooleanField(default=False)

    class Meta(AuthorityScoped.Meta):
        ordering = ["name", "publisher"]
        indexes = [models.Index(fields=["source", "name"], name="members_by_name")]

    def __str__(self) -> str:
        return self.name
