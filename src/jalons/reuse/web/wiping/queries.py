"""Queries on wiping: certificates, files that wait, whether a device may leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.files.brought import FilesOfModel
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.wiping.leaving import DeviceFacts, Ready, ready_to_leave
from jalons.reuse.engine.wiping.verdict import State
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.wiping.models import NoMediaStatement, WipeCertificate, WipeFile


def certificates(authority: Authority) -> QuerySet[WipeCertificate]:
    return living(WipeCertificate, authority).select_related("device", "file", "authority")


def statements(authority: Authority) -> QuerySet[NoMediaStatement]:
    return living(NoMediaStatement, authority).select_related("device", "authority")


def waiting(authority: Authority) -> QuerySet[WipeFile]:
    """The files whose certificates nobody chose yet."""
    return WipeFile.objects.of(authority).filter(settled_at=None)


def page_of_files(file: WipeFile) -> str:
    return reverse("wipe_certificate_list", args=[file.authority.slug])


files = FilesOfModel(WipeFile, page_of_files, trash=WipeCertificate)


def choices(authority: Authority, current: Device | None = None) -> QuerySet[Device]:
    """The devices a certificate may be about: those out of use and still here."""
    here = Q(state__in=(Device.State.RETIRED, Device.State.IN_LOT))
    return living(Device, authority).filter(here | Q(pk=current.pk if current else None))


def device_of(authority: Authority, text: str) -> Device | None:
    """The one device of that tag, serial number or name. ``ReuseError`` when it is not one."""
    words = text.strip()
    if not words:
        return None
    for name in ("tag", "serial", "label"):
        found = living(Device, authority).filter(**{f"{name}__iexact": words})[:2]
        if len(found) == 1:
            return found[0]
    raise ReuseError("wipe_device_unknown", text=words)


def ready(device: Device) -> Ready:
    """Whether a device may leave, from its certificates and its statement."""
    return ready_of(device.authority, [device])[device]


def ready_of(
    authority: Authority, devices: list[Device], *, stated_on: date | None = None
) -> dict[Device, Ready]:
    """The same for several devices, in three queries.

    ``stated_on``: as if each of them was stated on that day to have no medium.
    """
    said: dict[str, Any] = {"no_media_by": "–", "no_media_on": stated_on} if stated_on else {}
    facts: dict[object, list[WipeCertificate]] = {each.pk: [] for each in devices}
    for each in certificates(authority).filter(device__in=devices):
        facts[each.device_id].append(each)
    stated = statements(authority).filter(device__in=devices).order_by("signed_on")
    signed = {each.device_id: each for each in stated}
    twins = _twins(authority, facts)
    return {
        each: ready_to_leave(
            replace(facts_of(each, signed.get(each.pk), twins.get(each.pk, {})), **said),
            [one.facts for one in facts[each.pk]],
        )
        for each in devices
    }


def facts_of(
    device: Device, signed: NoMediaStatement | None = None, twins: Mapping[str, str] | None = None
) -> DeviceFacts:
    """What the engine reads of the media of a device; ``twins`` are those others have too."""
    return DeviceFacts(
        {Device.Media.YES: True, Device.Media.NO: False}.get(Device.Media(device.media)),
        device.media_count,
        signed.signed_by if signed else "",
        signed.signed_on if signed else None,
        tuple((twins or {}).items()),
        device.used_again_on,
        device.retired_on,
    )


def _twins(
    authority: Authority, facts: Mapping[object, list[WipeCertificate]]
) -> dict[object, dict[str, str]]:
    """The media of each device that a certificate also gives to another: serial and its name."""
    drives = [(key, one) for key, found in facts.items() for one in found if one.serial]
    rows = certificates(authority).filter(serial__in={one.serial for _key, one in drives})
    named: dict[tuple[str, str], dict[object, str]] = {}
    for row in rows.exclude(device=None):
        named.setdefault((row.serial, row.model), {})[row.device_id] = str(row.device)
    found: dict[object, dict[str, str]] = {}
    for key, one in drives:
        others = [name for pk, name in named.get((one.serial, one.model), {}).items() if pk != key]
        if others:
            found.setdefault(key, {})[one.serial] = ", ".join(others)
    return found


def headline(rows: QuerySet[WipeCertificate]) -> str:
    every = rows.order_by().aggregate(
        total=Count("pk"), **{each.value: Count("pk", Q(verdict=each.value)) for each in State}
    )
    if not every["total"]:
        return _("No wiping is certified yet.")
    words = ngettext(
        "%(total)s wiping certificate: %(accepted)s accepted, %(refused)s refused,"
        " %(incomplete)s incomplete.",
        "%(total)s wiping certificates: %(accepted)s accepted, %(refused)s refused,"
        " %(incomplete)s incomplete.",
        every["total"],
    )
    return words % every


def stated(rows: QuerySet[NoMediaStatement]) -> str:
    count = rows.count()
    words = ngettext(
        "%(count)s device is stated to have no medium.",
        "%(count)s devices are stated to have no medium.",
        count,
    )
    return words % {"count": count} if count else _("No device is stated to have no medium.")
