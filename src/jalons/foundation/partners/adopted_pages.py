"""What pages say of a work adopted from another territory: its credit, what changed there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import View, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import day_words, number_words
from jalons.foundation.journal.actions import record as write_line
from jalons.foundation.journal.models import Verb
from jalons.foundation.listing.filters import RecordFilter, filter_of, one_of
from jalons.foundation.partners.adopted import Adopted
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.models import Registered
from jalons.foundation.register.pages import record_or_404, url_of
from jalons.foundation.register.writer import Person, store_computed

MOST_SHOWN = 1_000  # signs of a text in the table of changes


def credit_words(found: Adopted) -> str:
    """From whom a record comes, in a line; empty when it is one's own."""
    known = found.source
    if not known:
        return ""
    values = {"name": found.source_name, "title": known["title"], "licence": known["licence"],
              "version": number_words(known["version"])}  # fmt: skip
    words = _("From %(name)s: “%(title)s”, version %(version)s, licence %(licence)s") % values
    return f"{words}, {_day(known)}." if known["made_on"] else f"{words}."


def elsewhere(found: Adopted) -> dict[str, Any]:
    """What the page of a record says of where it comes from: ``partners/elsewhere.html``."""
    news = found.source_news
    return {
        "credit": credit_words(found), "link": found.source.get("link", ""),
        "news": {"name": found.source_name, "day": _day(news),
                 "table": changes(found)} if news else None,
    }  # fmt: skip


def _day(known: dict[str, Any]) -> str:
    return day_words(date.fromisoformat(known["made_on"])) if known.get("made_on") else ""


def changes(found: Adopted) -> Table | None:
    """What differs, at its publisher, between the work as it was adopted and as it is now."""
    before, now = (dict(each.get("parts", ())) for each in (found.source, found.source_news))
    rows = tuple(
        (heading or "–", _cut(before.get(heading, "–")), _cut(now.get(heading, "–")))
        for heading in {**before, **now} if before.get(heading) != now.get(heading)
    )  # fmt: skip
    columns = tuple(map(Column, (_("Where"), _("When you adopted it"), _("Now"))))
    return Table(_("What changed there"), columns, rows) if rows else None


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def read_news(found: Adopted, user: Person) -> None:
    """A person read what changed: the record stays as it is, the next change is announced."""
    if not found.source_news:
        return
    label = f"{found} · {_('what changed at %(name)s was read') % {'name': found.source_name}}"
    with transaction.atomic():
        rows = type(found).objects.of(found.authority).filter(pk=found.pk)
        store_computed(rows, source=found.source_news, source_news={})
        write_line(request_user=user, authority=found.authority, verb=Verb.CHANGED,
                   urn=found.urn, label=label)  # fmt: skip


def reading_view(register: Register) -> View:
    """The view that says that a person read what changed."""

    @require_POST
    @within_authority(Role.CONTRIBUTOR)
    def view(request: HttpRequest, authority: Authority, pk: Any) -> HttpResponse:
        found = record_or_404(register, authority, pk)
        read_news(found, request.user)
        return redirect(url_of(register, found))

    return view


def filter_by_place(
    model: type[Registered], field: str = "source_name", **named: str
) -> type[RecordFilter]:
    """The filters of a list, and whether what it lists comes from elsewhere; ``field`` says it."""
    base = filter_of(model, **named)

    def by_place(_self: RecordFilter, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(**{field: ""}) if value == "ici" else rows.exclude(**{field: ""})

    choices = [("ailleurs", pgettext_lazy("work", "come from elsewhere")),
               ("ici", pgettext_lazy("work", "written here"))]  # fmt: skip
    label = gettext_lazy("Where from")
    return type(f"{model.__name__}PlaceFilter", (base,), {
        "venus": one_of(field, label, choices, "by_place"), "by_place": by_place,
    })  # fmt: skip
