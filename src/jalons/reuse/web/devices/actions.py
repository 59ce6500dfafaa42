"""Decisions that a person confirms, one or many; devices made of lines of the fleet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Batch
from jalons.foundation.register.outcomes import Outcome
from jalons.foundation.register.writer import Person, write, write_each
from jalons.foundation.tasks import rounds
from jalons.kernel.contracts import FleetDevice
from jalons.reuse.capture.inventories import kind_of
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.web.devices import queries
from jalons.reuse.web.devices.models import Device
from jalons.reuse.words import leaving as words

AS_PROPOSED = "proposed"
MOST = 500  # devices made of one line


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decides of a device: a decision, or what Jalons proposes for each.

    ``retired_on`` retires those still in use. ``seen`` is the decision the page showed of a device,
    by its id: another one since is not lost.
    """

    decision: str
    reason: str
    on: date
    retired_on: date | None = None
    seen: Mapping[str, str] = field(default_factory=dict)


def decide(
    authority: Authority,
    user: Person,
    devices: Sequence[Device],
    said: Decided,
    *,
    rehearsal: bool = False,
) -> Outcome:
    """Store the decision of a person on devices as one act; each that cannot have it says why.

    A decision that differs from the proposal needs a reason; without any of their own, the
    reasons of the proposal are those of the decision.
    """
    impacts, pairs, refused = queries.Impacts(), [], []
    for each in devices:
        try:
            pairs.append((each, _values(each, said, impacts)))
        except ReuseError as error:
            refused.append((each, str(error)))
    label = ngettext("%(count)s device", "%(count)s devices", len(devices))
    done = write_each(
        authority, user, pairs, label=label % {"count": len(devices)}, rehearsal=rehearsal
    )
    return replace(done, refused=(*refused, *done.refused))


def daily(*, now: datetime) -> None:
    """Retire the devices in use whose day of retirement has come."""
    wanted: dict[str, Any] = {
        "state": Device.State.IN_USE,
        "retired_on__lte": timezone.localdate(now),
    }
    rounds.each("reuse.retired", partial(_retire, wanted), now=now, due=owns(Device, **wanted))


def _retire(wanted: Mapping[str, Any], authority: Authority) -> None:
    rows = living(Device, authority).filter(**wanted)
    write_each(authority, None, [(each, {"state": Device.State.RETIRED}) for each in rows])


def _values(device: Device, said: Decided, impacts: queries.Impacts) -> dict[str, Any]:
    if not device.is_ours:
        raise ReuseError("decided_elsewhere", name=str(device))
    if said.seen.get(str(device.pk), device.decision) != device.decision:
        now = str(device.get_decision_display())
        raise ReuseError("decided_meanwhile", name=str(device), decision=now)
    found = queries.proposal(device, said.on, impacts)
    proposed = found.decision.value if found.decision else ""
    wanted = proposed if said.decision == AS_PROPOSED else said.decision
    if not wanted:
        asks = " ".join(words.asks_words(found, lang()))
        raise ReuseError("nothing_proposed", name=str(device), asks=asks)
    if wanted != proposed and not said.reason.strip():
        name = words.decision_name(found.decision, lang())
        raise ReuseError("reason_needed", name=str(device), proposed=name)
    leaves = said.retired_on is not None and device.state == Device.State.IN_USE
    retired = {"state": Device.State.RETIRED, "retired_on": said.retired_on} if leaves else {}
    return {
        **retired,
        "decision": wanted,
        "proposed": proposed,
        "reason": said.reason.strip() or words.reasons_words(found, lang()),
        "decided_on": said.on,
    }


@dataclass(frozen=True, slots=True)
class Brought:
    """Devices to make of a line: their serial numbers, or how many to number after the model."""

    line: FleetDevice
    serials: tuple[str, ...] = ()
    count: int = 1


def bring(authority: Authority, user: Person, brought: Iterable[Brought]) -> Batch | None:
    """The act that made devices of lines of the fleet; None when there is none."""
    made = [
        (Device(authority=authority, source_urn=str(each.line.urn)), values)
        for each in brought
        for values in _devices_of(each)
    ]
    label = ngettext("%(count)s device", "%(count)s devices", len(made)) % {"count": len(made)}
    return write(authority, user, made, label=label) if made else None


def _devices_of(brought: Brought) -> Iterable[dict[str, Any]]:
    line = brought.line
    shared = {
        "kind": kind_of(line.kind) or Device.Kind.OTHER,
        "maker": line.maker[:80],
        "model": line.model[:120],
        "bought_on": line.bought_on,
    }
    name = line.tag or " ".join(filter(None, (line.maker, line.model))) or line.kind
    if line.quantity == 1:
        yield {**shared, "label": name[:120], "serial": line.serial[:80], "tag": line.tag[:80]}
        return
    for serial in brought.serials:
        yield {**shared, "label": f"{name[:60]} · {serial}"[:120], "serial": serial[:80]}
    if not brought.serials:
        for number in range(1, min(brought.count, MOST) + 1):
            yield {**shared, "label": f"{name[:110]} n° {number}"}
