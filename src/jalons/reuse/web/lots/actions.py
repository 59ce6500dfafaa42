"""Devices in and out of a lot, its files, its events, and what follows from its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts.files.quotas import admit
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Batch, Change
from jalons.foundation.register.writer import Person, write
from jalons.kernel import Urn
from jalons.reuse.capture.photos import cleaned, is_picture
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.lots.events import seal
from jalons.reuse.engine.lots.passports import sign
from jalons.reuse.engine.lots.tasks import BEFORE, refusals
from jalons.reuse.engine.lots.weights import LotDevice
from jalons.reuse.web.devices.indicators import rate_depends
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots import indicators, queries
from jalons.reuse.web.lots.models import Lot, LotEvent, LotFile
from jalons.reuse.words.lots import missing_words

STEPS = {"offered": "offer", "agreed": "agree", "collected": "collect", "proved": "prove",
         "disposed": "dispose"}  # fmt: skip
_SAID = ("name", "route", "place", "taker", "committed_on", "agreed_on", "collected_on",
         "recycled_on", "recycler", "disposal_number", "disposal_note")  # fmt: skip
_PUBLIC = ("id", "kind", "maker", "model", "state", "wiping", "grams", "weight")


def compose(user: Person, lot: Lot, devices: Sequence[Device], *, inside: bool) -> Batch | None:
    """The act that put devices in a lot, or took them out. ``ReuseError`` (``lot_not_open``)."""
    if lot.state not in {Lot.State.OPEN, Lot.State.OFFERED}:
        raise ReuseError("lot_not_open")
    state = Device.State.IN_LOT if inside else Device.State.RETIRED
    values = {"lot": lot if inside else None, "state": state}
    return write(lot.authority, user, [(each, values) for each in devices], label=str(lot))


def attach(user: Person, lot: Lot, content: bytes, values: Mapping[str, Any]) -> Batch | None:
    """The act that stored a file of a lot; pictures lose the place they were taken at.

    Raises ``AccountsError`` (quota), ``ReuseError`` (``lot_file_kind``, ``lot_photo_unreadable``).
    """
    suffix = ".pdf"
    if is_picture(content):
        content, suffix = cleaned(content), ".jpg"
    elif not content.startswith(b"%PDF-") or values["kind"] == LotFile.Kind.PHOTO:
        raise ReuseError("lot_file_kind", field="file")
    made = LotFile(authority=lot.authority, lot=lot, size=len(content))
    made.sha256 = sha256(content).hexdigest()
    try:
        with transaction.atomic():
            admit(authority=lot.authority, size=len(content))
            made.file.save(suffix, ContentFile(content), save=False)
            return write(lot.authority, user, [(made, values)])
    except BaseException:
        made.file.delete(save=False)
        raise


def follow(authority: Authority, changes: Sequence[Change]) -> None:
    """What follows an act on lots: their devices, their events, the indicators.

    A lot that reaches a state without what it needs is refused, however it got there.
    """
    for each in changes:
        urn = Urn.parse(each.urn)
        if urn.kind == LotFile.urn_kind():
            _file_event(LotFile.objects.of(authority).select_related("lot").get(pk=urn.id))
        elif "state" in each.after and each.before is not None:
            lot = queries.rows(authority).get(pk=urn.id)
            _refuse_unready(lot, each.before["state"])
            _event(lot, lot.state, _content(lot))
    if not _settle(authority, changes[0].batch.user):  # else what devices follow was done
        rate_depends()(authority, changes)
    indicators.publish(authority)


def _refuse_unready(lot: Lot, before: str) -> None:
    """Refuse a state whose needs are not met; coming back from a later one needs nothing."""
    order = Lot.State.values
    if order.index(before) > order.index(lot.state):
        return
    if found := refusals(queries.facts(lot), STEPS[lot.state]):
        raise ReuseError("lot_not_ready", name=str(lot), things=missing_words(found))


def _settle(authority: Authority, user: Person) -> Batch | None:
    """Bring devices to what their lot says: in it, gone with it, or back in stock without it.

    The act that did, None when all were there.
    """
    states, known = Device.State, living(Device, authority)
    here = known.filter(lot__state__in=BEFORE)
    gone = known.exclude(lot=None).exclude(lot__state__in=BEFORE)
    wrong = (
        (known.filter(state=states.IN_LOT, lot=None), states.RETIRED),
        (here.exclude(state=states.IN_LOT), states.IN_LOT),
        (gone.exclude(state=states.GONE), states.GONE),
    )
    pairs = [(each, {"state": state}) for rows, state in wrong for each in rows]
    return write(authority, user, pairs) if pairs else None


def _content(lot: Lot) -> dict[str, Any]:
    """What an event says of a lot: its devices, its photos, its disposal; no person."""
    photos = queries.files(lot, LotFile.Kind.PHOTO).values_list("sha256", flat=True)
    known = queries.facts(lot)
    return {
        **{name: str(getattr(lot, name) or "") for name in _SAID},
        "proved": known.proved,
        "grams": None if lot.weight is None else int(lot.weight * 1000),
        "devices": [each.snapshot for each in known.devices],
        "photos": sorted(photos),
    }


def _file_event(file: LotFile) -> None:
    said = {"file": str(file.pk), "name": file.name, "sha256": file.sha256,
            "on": file.done_on.isoformat(), "count": file.count}  # fmt: skip
    _event(file.lot, "removed" if file.deleted_at else file.kind, said)


def _event(lot: Lot, kind: str, content: dict[str, Any]) -> None:
    lot.latest()  # locked: two acts at once never write one number
    every, at = queries.events(lot), timezone.now().isoformat(timespec="seconds")
    event = seal(at, kind, content, every[-1] if every else None)
    LotEvent.objects.create(authority=lot.authority, lot=lot, number=event["number"], event=event)


def passport(lot: Lot, device: LotDevice, *, public: bool) -> dict[str, Any]:
    """The signed passport of a device; a public one has neither serial number, tag nor place.

    The key is made of the secret of the instance, as that of second factors is: nothing more is
    stored, and the backup of the secret is that of the key.
    """
    names = _PUBLIC if public else (*_PUBLIC, "serial", "tag", "certificates")
    year = device.bought_on.year if device.bought_on else None
    content = {name: device.snapshot[name] for name in names} | {
        "year": year, "route": lot.route, "left": str(lot.collected_on or ""),
        "authority": lot.authority.name,
    }  # fmt: skip
    return sign(content, sha256(b"jalons.reuse.passports" + settings.SECRET_KEY.encode()).digest())
