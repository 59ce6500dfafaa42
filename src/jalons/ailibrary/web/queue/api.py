"""The queue for machines: send a request, read what became of it. Texts never leave."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from jalons.ailibrary.web.queue import queries
from jalons.ailibrary.web.queue.models import QueueItem, today
from jalons.ailibrary.web.scopes import READ, WRITE, endpoints
from jalons.foundation.accounts.scoping import living
from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.foundation.register.api import store


class QueueItemRecord(Record, frozen=True, kw_only=True):
    """A request without its text; ``service`` is where it was sent, null before or for none."""

    id: UUID
    reference: str
    channel: str
    received_on: date
    state: str
    service: str | None


class NewQueueItem(Record, frozen=True, kw_only=True):
    """A request to decide."""

    text: Annotated[str, Meta(min_length=1, max_length=5_000)]
    channel: Literal["mail", "form", "phone", "desk", "letter", "other"] = "form"
    reference: Annotated[str, Meta(max_length=60)] = ""
    received_on: date | None = None


def _record(found: QueueItem) -> QueueItemRecord:
    return QueueItemRecord(
        id=found.pk, reference=found.reference, channel=found.channel,
        received_on=found.received_on, state=found.state,
        service=found.decided_to.name if found.decided_to else None,
    )  # fmt: skip


@endpoints.post("queue-items", _("Send a request to the queue"), scope=WRITE)
def send_request(call: AuthorityCall, body: NewQueueItem) -> QueueItemRecord:
    """It waits for a person: nothing is decided here."""
    made = QueueItem(authority=call.authority)
    store(call, made, {
        "text": body.text, "channel": body.channel, "reference": body.reference,
        "received_on": body.received_on or today(),
    })  # fmt: skip
    return _record(made)


@endpoints.get("queue-items", _("The requests of the queue"), scope=READ)
def requests(call: AuthorityCall, query: PageQuery) -> Page[QueueItemRecord]:
    """By the day they arrived."""
    rows = living(QueueItem, call.authority).select_related("decided_to")
    rows = rows.defer("text", "suggestion").order_by("received_on", "pk")
    return Page.of(rows, query, _record)


@endpoints.get("queue-items/<uuid:pk>", _("A request of the queue"), scope=READ)
def request_of(call: AuthorityCall, pk: UUID) -> QueueItemRecord:
    """What became of a request."""
    found = queries.items(call.authority).filter(pk=pk).first()
    if found is None:
        raise Http404
    return _record(found)
