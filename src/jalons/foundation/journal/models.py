"""The trail of changes: one row per change, written once."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import AuthorityScoped, ScopedManager
from jalons.foundation.journal.words import ObjectWords, name_words, value_words, words_for


class Verb(models.TextChoices):
    """What happens to an object; a room may write another word, shown as it is."""

    CREATED = "created", pgettext_lazy("journal", "created")
    CHANGED = "changed", pgettext_lazy("journal", "changed")
    DELETED = "deleted", pgettext_lazy("journal", "deleted")
    RESTORED = "restored", pgettext_lazy("journal", "restored")
    IMPORTED = "imported", pgettext_lazy("journal", "imported")
    EXPORTED = "exported", pgettext_lazy("journal", "exported")
    COMPUTED = "computed", pgettext_lazy("journal", "computed")
    INVITED = "invited", pgettext_lazy("journal", "invited")
    REVOKED = "revoked", pgettext_lazy("journal", "revoked")
    JOINED = "joined", pgettext_lazy("journal", "joined")
    REMOVED = "removed", pgettext_lazy("journal", "removed")
    RETAINED = "kept", pgettext_lazy("journal", "kept")
    PUBLISHED = "published", pgettext_lazy("journal", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("journal", "withdrawn")
    OPENED = "opened", pgettext_lazy("journal", "opened")
    CLOSED = "closed", pgettext_lazy("journal", "closed")
    REMINDED = "reminded", pgettext_lazy("journal", "reminded")
    CONSULTED = "consulted", pgettext_lazy("journal", "consulted")


class AppendOnlyError(TypeError):
    """A written line of the journal cannot be changed or removed: a mistake of the programmer."""

    def __init__(self) -> None:
        super().__init__("the journal is append-only")


# What a line says in place of a name; the trigger of the base lets nothing else in.
GONE = ("compte supprimé", "deleted account")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Lines of the journal, to be read only."""

    def update(self, **kwargs: Any) -> int:
        """Refuse any change but an empty ``actor``, set by Django for a deleted account."""
        if kwargs != {"actor": None}:
            raise AppendOnlyError
        return super().update(**kwargs)

    def without_person(self, person: Any, names: set[str], instead: str) -> None:
        """Put one of ``GONE`` in place of the name of a person whose account is deleted.

        What they did stays written; the base itself refuses any other change.
        """
        mine = self.filter(actor=person)
        super(EntryQuerySet, mine).update(actor=None, actor_label=instead)
        super(EntryQuerySet, self.filter(label__in=names)).update(label=instead)

    def delete(self) -> NoReturn:
        """Refuse; lines go only with their authority."""
        raise AppendOnlyError


class Entry(AuthorityScoped):
    """Who did what to which object, with its values before and after.

    ``actor`` is empty for a visitor without account and for the program itself; ``actor_label``
    names the program then, and says « compte supprimé » once an account is deleted.
    """

    when = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    actor_label = models.CharField(_("who"), max_length=254, blank=True)
    verb = models.CharField(_("what"), max_length=30)
    urn = models.CharField(max_length=200)
    label = models.CharField(_("object"), max_length=200)
    before = models.JSONField(_("before"), null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), null=True, encoder=DjangoJSONEncoder)

    unscoped: ClassVar[models.Manager[Entry]] = models.Manager.from_queryset(EntryQuerySet)()
    objects: ClassVar[ScopedManager[Entry]] = ScopedManager.from_queryset(EntryQuerySet)()  # type: ignore[assignment]  # Self is Entry here

    class Meta(AuthorityScoped.Meta):
        verbose_name_plural = "entries"
        ordering = ["-id"]
        indexes = [models.Index(fields=["authority", "urn"], name="journal_by_object")]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.verb} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the line; refuse to write it again."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:  # noqa: ARG002, FBT001, FBT002  (Django's signature)
        """Refuse."""
        raise AppendOnlyError

    @property
    def verb_label(self) -> str:
        """The verb in the language of the reader."""
        return str(dict(Verb.choices).get(self.verb, self.verb))

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Name, value before and value after of each thing that changed, as text."""
        return _changes(words_for(self.urn), self.before, self.after)

    @property
    def kind(self) -> str:
        """What the object is, in words."""
        return str(words_for(self.urn).title)


def _changes(words: ObjectWords, before: Any, after: Any) -> list[tuple[str, str, str]]:
    if before is None and after is None:
        return []
    sides = [side if isinstance(side, dict) else {} for side in (before, after)]
    if any(side is not None and not isinstance(side, dict) for side in (before, after)):
        return [("", value_words(words, before), value_words(words, after))]
    old, new = sides
    return [
        (
            name_words(words, name),
            value_words(words, old.get(name), name),
            value_words(words, new.get(name), name),
        )
        for name in {**old, **new}
        if name not in words.unsaid
    ]
