"""Whether a device may leave: each of its drives wiped well enough, or no drive at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from jalons.reuse.engine.wiping.facts import Certificate, Checked, Destination, Level, Method
from jalons.reuse.engine.wiping.verdict import State, Verdict, judge


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What is known of the media of a device.

    ``stores_data`` is what the inventory says (None: not known); ``drives`` is how many drives the
    device has (None: nobody counted them, which is not one). ``no_media_by`` is the role of who
    signed that it has no medium, empty when nobody did. ``elsewhere`` are the drives that a
    certificate also gives to another device: serial number, name of that device.
    """

    stores_data: bool | None = None
    drives: int | None = None
    no_media_by: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether a device may leave, and why: codes of ``wipe.leave.<code>``, with their values."""

    reasons: tuple[tuple[str, dict[str, str | int]], ...]
    level: Level = Level.NONE
    is_ready: bool = False


def ready_to_leave(device: DeviceFacts, certificates: Iterable[Certificate]) -> Ready:
    """Whether a device may leave the authority, with the reasons.

    Each drive, known by its serial number, needs one accepted certificate for a use outside: a
    certificate for an inner reuse is judged again for outside. A statement that there is no medium
    stands only while no certificate contradicts it. An inventory that says "stores no data" is not
    a statement: a person signs it. While nobody counted the drives, one that was forgotten cannot
    be excluded: the device stays.
    """
    latest = _latest(certificates)
    if not latest:
        if device.no_media_by.strip():
            return Ready((("no_media", {"role": device.no_media_by.strip()}),), is_ready=True)
        code = "no_statement" if device.stores_data is False else "no_certificate"
        return Ready(((code, {}),))
    reasons: list[tuple[str, dict[str, str | int]]] = []
    if device.no_media_by.strip():
        reasons.append(("contradiction", {}))
    reasons += [
        (verdict.state.value, {"serial": serial})
        for serial, verdict in latest.items()
        if not verdict.is_accepted
    ]
    reasons += [
        ("elsewhere", {"serial": serial, "device": name}) for serial, name in device.elsewhere
    ]
    accepted = [each for each in latest.values() if each.is_accepted]
    if device.drives is not None and len(accepted) < device.drives:
        missing = device.drives - len(accepted)
        reasons.append(("drives", {"left": missing, "drives": device.drives}))
    elif device.drives is None and not reasons:
        reasons.append(("drives_unknown", {"count": len(accepted)}))
    if reasons:
        return Ready(tuple(reasons))
    level = min(each.level for each in accepted)
    return Ready((("wiped", {"count": len(accepted)}),), level, is_ready=True)


def _latest(certificates: Iterable[Certificate]) -> dict[str, Verdict]:
    """The verdict on the last wiping of each drive, for a use outside, by serial number.

    Of several on the same day, the best counts: a run that failed is followed by one that works.
    A later reading that found nothing takes nothing away from a wiping.
    """
    order = list(State)
    found: dict[str, tuple[tuple[bool, date, int], Verdict]] = {}
    for each in certificates:
        name = each.serial.strip().upper()
        verdict = judge(replace(each, destination=Destination.OUTSIDE))
        is_work = not (each.method is Method.ONLY_READS and each.verified is Checked.YES)
        key = (is_work, each.ended_on or date.min, -order.index(verdict.state))
        if name not in found or key > found[name][0]:
            found[name] = key, verdict
    return {name: verdict for name, (_key, verdict) in found.items()}
