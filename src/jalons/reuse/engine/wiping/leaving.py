"""Whether a device may leave: each of its drives wiped well enough, or no drive at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from jalons.reuse.engine.wiping.facts import Certificate, Checked, Destination, Level, Method
from jalons.reuse.engine.wiping.verdict import State, Verdict, judge


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What is known of the media of a device.

    ``stores_data`` is what the inventory says (None: not known); ``drives`` is how many drives the
    device has (None: nobody counted them, which is not one). ``no_media_by`` is the role of who
    signed that it has no medium, empty when nobody did, ``no_media_on`` the day. ``elsewhere`` are
    the drives that a certificate also gives to another device: serial number, name of that device.
    ``used_again_on`` is its last return to use, ``retired_on`` the day it last left use.
    """

    stores_data: bool | None = None
    drives: int | None = None
    no_media_by: str = ""
    no_media_on: date | None = None
    elsewhere: tuple[tuple[str, str], ...] = ()
    used_again_on: date | None = None
    retired_on: date | None = None

    def doubt_on(self, wiped_on: date | None) -> str:
        """Why a wiping of that day may be older than the last use, a code; empty when it is not.

        On the day of the return itself, nobody but a person knows what came first.
        """
        if wiped_on is None:
            return ""
        if self.used_again_on and wiped_on <= self.used_again_on:
            return "same_day" if wiped_on == self.used_again_on else "used_since"
        return "before_retired" if self.retired_on and wiped_on < self.retired_on else ""


type LeavingReason = tuple[str, dict[str, str | int | date]]


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether a device may leave, and why: codes of ``wipe.leave.<code>``, with their values."""

    reasons: tuple[LeavingReason, ...]
    level: Level = Level.NONE
    is_ready: bool = False


def ready_to_leave(device: DeviceFacts, certificates: Iterable[Certificate]) -> Ready:
    """Whether a device may leave the authority, with the reasons.

    Each drive, known by its serial number, needs one accepted certificate for a use outside: a
    certificate for an inner reuse is judged again for outside. One that is older than the last use
    of the device proves nothing any more, nor does such a statement. A statement that there is no
    medium stands only while no certificate contradicts it. An inventory that says "stores no data"
    is not a statement: a person signs it. While nobody counted the drives, one that was forgotten
    cannot be excluded: the device stays.
    """
    every = list(certificates)
    latest = _latest(each for each in every if not device.doubt_on(each.ended_on))
    old = _outdated(device, every, latest)
    if not latest:
        return _without_certificate(device, old)
    reasons: list[LeavingReason] = []
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
        reasons += [*old, ("drives", {"left": missing, "drives": device.drives})]
    elif device.drives is None and not reasons:
        reasons += old or [("drives_unknown", {"count": len(accepted)})]
    if reasons:
        return Ready(tuple(reasons))
    level = min(each.level for each in accepted)
    return Ready((("wiped", {"count": len(accepted)}),), level, is_ready=True)


def _without_certificate(device: DeviceFacts, old: list[LeavingReason]) -> Ready:
    """What a statement is worth, where no certificate counts."""
    role, again = device.no_media_by.strip(), device.used_again_on
    if role and again and (device.no_media_on is None or device.no_media_on <= again):
        return Ready((*old, ("statement_old", {"day": again})))
    if role:
        return Ready((("no_media", {"role": role}),), is_ready=True)
    if old:
        return Ready(tuple(old))
    code = "no_statement" if device.stores_data is False else "no_certificate"
    return Ready(((code, {}),))


def _outdated(
    device: DeviceFacts, certificates: Iterable[Certificate], latest: Mapping[str, Verdict]
) -> list[LeavingReason]:
    """The drives whose only certificates are older than the last use of the device."""
    found: dict[str, LeavingReason] = {}
    for each in sorted(certificates, key=lambda one: one.ended_on or date.min):
        if each.ended_on and (code := device.doubt_on(each.ended_on)):
            since = device.retired_on if code == "before_retired" else device.used_again_on
            days = {"wiped": each.ended_on, "day": since or date.min}
            found[_name(each)] = code, {"serial": each.serial, **days}
    return [reason for name, reason in found.items() if name not in latest]


def _latest(certificates: Iterable[Certificate]) -> dict[str, Verdict]:
    """The verdict on the last wiping of each drive, for a use outside, by serial number.

    Of several on the same day, the best counts: a run that failed is followed by one that works.
    A later reading that found nothing takes nothing away from a wiping.
    """
    order = list(State)
    found: dict[str, tuple[tuple[bool, date, int], Verdict]] = {}
    for each in certificates:
        name = _name(each)
        verdict = judge(replace(each, destination=Destination.OUTSIDE))
        is_work = not (each.method is Method.ONLY_READS and each.verified is Checked.YES)
        key = (is_work, each.ended_on or date.min, -order.index(verdict.state))
        if name not in found or key > found[name][0]:
            found[name] = key, verdict
    return {name: verdict for name, (_key, verdict) in found.items()}


def _name(certificate: Certificate) -> str:
    return certificate.serial.strip().upper()
