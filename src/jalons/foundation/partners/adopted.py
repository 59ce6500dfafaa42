"""A work adopted from another territory: its credit, the text as it was, what changed there since.

An update is announced on the page of the record, beside what it replaces; nothing is applied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import override, pgettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Registered
from jalons.foundation.register.writer import store_computed
from jalons.kernel.contracts import SharedItem

type Shown = Callable[[SharedItem], Sequence[tuple[str, str]]]


class Adopted(Registered):
    """A record that may come from another territory, edited freely since.

    ``source`` is what was adopted: title, licence, version, day, link and texts; ``source_news``
    what it is now at its publisher, while nobody read it.
    """

    source_uid = models.CharField(max_length=300, blank=True, editable=False)
    source_name = models.CharField(
        pgettext_lazy("work", "comes from"), max_length=200, blank=True, editable=False
    )
    source: Any = models.JSONField(default=dict, blank=True, editable=False)
    source_news: Any = models.JSONField(default=dict, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("source", "source_news")

    class Meta(Registered.Meta):
        abstract = True


def uid_of(item: SharedItem) -> str:
    """The name of a work among those of all territories."""
    return f"{item.origin}:{item.uid}"[:300]


def adopted[M: Adopted](model: type[M], authority: Authority, item: SharedItem) -> M | None:
    """The record that was made of a work, when it is not in the trash."""
    return living(model, authority).filter(source_uid=uid_of(item)).first()


def credits_of(item: SharedItem, shown: Shown) -> dict[str, Any]:
    """The fields with which to make the record of a work, before it is written."""
    return {"source_uid": uid_of(item), "source_name": item.publisher[:200],
            "source": _known(item, shown)}  # fmt: skip


def _known(item: SharedItem, shown: Shown) -> dict[str, Any]:
    made_on = item.made_on.isoformat() if item.made_on else ""
    with override("fr"):  # the headings of two versions are in one language
        parts = [list(each) for each in shown(item)]
    return {
        "origin": item.origin, "uid": item.uid, "title": item.title, "licence": item.licence,
        "version": item.version, "made_on": made_on, "link": item.link, "parts": parts,
    }  # fmt: skip


def announce[M: Adopted](
    model: type[M], authority: Authority, item: SharedItem, shown: Shown
) -> M | None:
    """Say on the record made of a work that it changed at its publisher; the record stays.

    Raises what ``shown`` raises.
    """
    found, news = adopted(model, authority, item), _known(item, shown)
    if found is None:
        return None
    is_new = news["parts"] != found.source.get("parts")
    rows = model.objects.of(authority).filter(pk=found.pk)
    store_computed(rows, source_news=news if is_new else {})
    return found


def made_from(found: Adopted) -> tuple[tuple[str, str, int], ...]:
    """The credit to pass on with a record made of a work."""
    known = found.source
    return ((known["origin"], known["uid"], known["version"]),) if known.get("origin") else ()
