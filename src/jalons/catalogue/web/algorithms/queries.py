"""What is read of algorithms and of the requests about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.catalogue.engine.algorithms import duties as legal
from jalons.catalogue.engine.algorithms import sheet as sheets
from jalons.catalogue.engine.algorithms.law import law
from jalons.catalogue.web.algorithms import models as stored
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing.output.public_snapshot import territory
from jalons.foundation.publishing.queries import open_page
from jalons.foundation.territories.queries import residents_of
from jalons.wording import join_words

LINES: dict[str, type[Any]] = {"inputs": stored.AlgorithmInput,
         "parameters": stored.AlgorithmParameter, "requests": stored.AlgorithmRequest}  # fmt: skip


def rows(authority: Authority) -> QuerySet[stored.Algorithm]:
    """The algorithms with their data, their parameters and their requests."""
    below = [Prefetch(name, living(model, authority)) for name, model in LINES.items()]
    found = living(stored.Algorithm, authority).select_related("authority__territory")
    return found.prefetch_related(*below)


def requests(authority: Authority) -> QuerySet[stored.AlgorithmRequest]:
    """Those without an answer first, the oldest of them first: the late ones."""
    found = living(stored.AlgorithmRequest, authority).select_related("algorithm", "authority")
    return found.order_by(F("answered_on").desc(nulls_first=True), "received_on")


def sheet_of(found: stored.Algorithm) -> sheets.AlgorithmCard:
    """An algorithm as the engine and the documents read it."""
    inputs, parameters = (
        [each for each in getattr(found, name).all() if each.deleted_at is None]
        for name in tuple(LINES)[:2]
    )
    own = {each.name for each in found._meta.concrete_fields}
    same = own.intersection(each.name for each in fields(sheets.AlgorithmCard))
    return sheets.AlgorithmCard(
        **{name: getattr(found, name) for name in same},
        organisation=found.authority.name,
        updated_on=timezone.localdate(found.changed_at),
        data=tuple(sheets.CardData(each.name, each.source, each.collection) for each in inputs),
        parameters=tuple(sheets.CardParameter(each.name, each.weight, each.meaning)
                         for each in parameters),
    )  # fmt: skip


def lines(found: stored.Algorithm, name: str) -> str:
    """What a column of its data says, one value after the other."""
    return "\n".join(getattr(each, name) or "–" for each in sheet_of(found).data)


def completeness(found: stored.Algorithm) -> Mapping[str, sheets.Completeness]:
    """How complete the notice, the public sheet and the explanation are."""
    return sheets.completeness(sheet_of(found), law().required)


def labels(names: Iterable[str]) -> str:
    """Fields of a sheet in words."""
    own = {"organisation": _("organisation"), "data": _("data"), "parameters": _("parameters")}
    known = stored.Algorithm._meta
    return join_words([own.get(n) or str(known.get_field(n).verbose_name) for n in names], lang())  # type: ignore[union-attr]


def refusal(found: stored.Algorithm) -> str:
    """Why a sheet may not be published, empty when it may."""
    if found.is_stale:
        return _("Read the sheet again first, then move the day before which it is read again.")
    names = labels(completeness(found)["sheet"].missing)
    return _("Still to fill: %(names)s.") % {"names": names} if names else ""


def shown(authority: Authority) -> frozenset[str]:
    """The URNs of the algorithms everybody sees on the public page; none when it is closed."""
    page = open_page(authority.slug)
    items = territory(page, "algorithm").items() if page else []
    return frozenset(str(item.urn) for _shelf, item in items)


def is_public(found: stored.Algorithm, public: frozenset[str]) -> bool:
    """Whether anybody can read its sheet, on the public page or on another site."""
    return str(found.urn) in public or bool(found.state != "retired" and found.sheet_link)


def decides(found: stored.Algorithm) -> bool | None:
    """Whether it takes part in decisions on named persons or organisations; None is unknown."""
    return found.decision != "none" if found.decision else None


def duties(found: stored.Algorithm, public: frozenset[str]) -> tuple[legal.DutyFinding, ...]:
    """What the law asks for an algorithm, what is not met first."""
    place = found.authority.territory
    return legal.decide_all(law().duty, legal.Facts(
        decides=decides(found),
        automated=found.automation == "full" if found.automation else None,
        main=found.main == "yes" if found.main else None,
        mention=found.mention_since is not None, published=is_public(found, public),
        explainable=not completeness(found)["explanation"].missing and not late_of(found),
        secret=bool(found.secret),
        population=residents_of(place) if place else None, staff=found.authority.staff,
    ))  # fmt: skip


def late(found: Iterable[stored.AlgorithmRequest]) -> int:
    """How many requests nobody answered in time."""
    return sum(each.is_late for each in found)


def late_of(found: stored.Algorithm) -> int:
    """How many of the requests about an algorithm are late."""
    return late(each for each in found.requests.all() if each.deleted_at is None)


def late_words(count: int) -> str:
    """That requests are late."""
    text = ngettext("%(count)s request about an algorithm is late.",
                    "%(count)s requests about algorithms are late.", count)  # fmt: skip
    return text % {"count": count}


def requests_headline(found: Iterable[stored.AlgorithmRequest]) -> str:
    """How many requests are late."""
    return late_words(count) if (count := late(found)) else _("No request is late.")


def headline(found: Iterable[stored.Algorithm]) -> str:
    """How many algorithms are listed, and complete."""
    used = [each for each in found if each.state != "retired"]
    if not used:
        return _("No algorithm listed.")
    ready = sum(each.state == "published" and not each.is_stale for each in used)
    text = ngettext("%(count)s algorithm listed, %(ready)s with an up-to-date sheet.",
                    "%(count)s algorithms listed, %(ready)s with an up-to-date sheet.",
                    len(used))  # fmt: skip
    return text % {"count": len(used), "ready": ready}


def figure(authority: Authority) -> str:
    """What is late first, for the hub."""
    waiting = requests(authority).filter(answered_on=None)
    if count := late(waiting):
        return late_words(count)
    return headline(living(stored.Algorithm, authority))
