"""What an authority knows of the territories it reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from django.db.models import Count, F, Q, QuerySet

from jalons.federation.web.sharing.models import Repository
from jalons.federation.web.sources.models import Quarantine, SignedLists, Source
from jalons.federation.words.sentences import say
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.models import Entry, Verb
from jalons.foundation.journal.queries import entries, history
from jalons.foundation.register.models import Registered
from jalons.kernel.errors import Messages

READ = Verb.IMPORTED  # what the journal calls a reading
READINGS = 20
KEY = re.compile(r"[0-9a-f]{64}")
TRUSTED = Q(trust=Source.Trust.TRUSTED) | Q(
    trust=Source.Trust.LISTED, through__trust=Source.Trust.TRUSTED,
    through__deleted_at=None, through__members_on__isnull=False,
)  # fmt: skip

_ON_THE_WEB = Q(paused=False) & ~Q(address="")
_TO_MEET = _ON_THE_WEB & Q(trust=Source.Trust.MET, publisher="")


def sources(authority: Authority) -> QuerySet[Source]:
    """The territories in the list of an authority, by name."""
    return living(Source, authority).select_related("authority", "through")


def trusted(authority: Authority) -> QuerySet[Source]:
    """Those whose files are taken: their digits were compared, or a list that stands names them."""
    return sources(authority).filter(TRUSTED)


def due(authority: Authority, today: date) -> QuerySet[Source]:
    """Those to read on the web today, the latest to be read first."""
    rows = sources(authority).filter(_to_read(today))
    return rows.order_by(F("next_on").asc(nulls_first=True), "name")


def _to_read(today: date) -> Q:
    return TRUSTED & _ON_THE_WEB & (Q(next_on=None) | Q(next_on__lte=today))


def to_meet(authority: Authority) -> QuerySet[Source]:
    """Those whose digits nobody could see yet."""
    return sources(authority).filter(_TO_MEET)


def waits(today: date) -> Q:
    """The authorities that have a territory to read or to meet, for a query on authorities."""
    return owns(Source, _to_read(today) | _TO_MEET)


def twin(source: Source) -> Source | None:
    """A territory with the same digits that was in the list before, or is trusted: the same one."""
    if not source.publisher:
        return None
    rows = sources(source.authority).filter(publisher=source.publisher).exclude(pk=source.pk)
    return rows.filter(TRUSTED | Q(created_at__lt=source.created_at)).first()


def namesake(source: Source) -> Source | None:
    """A territory with other digits that is trusted under the same SIREN."""
    if not source.siren:
        return None
    rows = trusted(source.authority).filter(siren=source.siren)
    return rows.exclude(pk=source.pk).exclude(publisher=source.publisher).first()


def own_publisher(authority: Authority) -> str:
    """The publisher that the authority is for others, empty when it shares nothing."""
    found = living(Repository, authority).values_list("root_digest", flat=True).first()
    return found or ""


def parcel_key(source: Source) -> str:
    """The key with which a territory signs its parcels, as its verified list says it."""
    lists = SignedLists.objects.of(source.authority).filter(source=source).first()
    if lists is None or not lists.targets:
        return ""
    signed = msgspec.json.decode(bytes(lists.targets)).get("signed", {})
    found = signed.get("jalons", {}).get("key", "")
    return found if isinstance(found, str) and KEY.fullmatch(found) else ""


def quarantined(source: Source) -> QuerySet[Quarantine]:
    """The files of a territory that are not used."""
    return Quarantine.objects.of(source.authority).filter(source=source).order_by("path")


def aside_counts(authority: Authority) -> dict[Any, int]:
    """How many files are set apart, by the key of their territory."""
    rows = Quarantine.objects.of(authority).order_by().values_list("source")
    return dict(rows.annotate(Count("pk")))


def readings(source: Source) -> list[Entry]:
    """Its last readings that changed something or failed, the latest first."""
    return list(history(authority=source.authority, urn=source.urn).filter(verb=READ)[:READINGS])


def trusted_by(authority: Authority, found: Iterable[Registered]) -> dict[str, Entry]:
    """The line of the journal in which each record was trusted last, by its URN."""
    lines: dict[str, Entry] = {}
    rows = entries(authority=authority).filter(urn__in=[str(each.urn) for each in found])
    for each in rows.exclude(verb=READ):
        after = each.after if isinstance(each.after, dict) else {}
        if after.get("trust") or after.get("state"):
            lines.setdefault(each.urn, each)
    return lines


def reason_words(code: str) -> str:
    """Why something is refused, in words; empty without a code."""
    if not code:
        return ""
    missing = say("reason.unreachable", lang())
    return Messages.of("jalons.federation").text(f"reason.{code}", lang(), missing=missing)


def advice_words(code: str, *, missing: str = "") -> str:
    """What to do about what was refused; empty when its reason says all."""
    messages = Messages.of("jalons.federation")
    return messages.text(f"advice.{code}", lang(), missing=missing) if code else ""


def file_advice(source: Source, code: str) -> str:
    """What to do about a file in quarantine, of a site or of a stick."""
    known = "stick" if code == "not_read" and not source.address else code
    return advice_words(known, missing=say("advice.quarantine", lang()))
