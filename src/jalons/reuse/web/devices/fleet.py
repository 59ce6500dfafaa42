"""Devices chosen among the lines of an inventory of the fleet; read by a process of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.ticks import shows_all, ticks
from jalons.foundation.register.views import to_list
from jalons.kernel import JalonsError
from jalons.kernel.contracts import FleetDevice, FleetInventory, fleet_reader
from jalons.reuse.capture.inventories import kind_of
from jalons.reuse.web.devices import actions
from jalons.reuse.web.devices.forms import LinesForm
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.devices.register import devices
from jalons.tabular.matching import has_words

INVENTORY, LINE, PER_PAGE = "inventaire", "ligne", 25
_LABELS = dict(Device.Kind.choices)


@dataclass(frozen=True, slots=True)
class FleetLine:
    """A line of the fleet and how many of its devices are not in the register yet."""

    device: FleetDevice
    left: int

    @property
    def key(self) -> str:
        return self.device.urn.id

    @property
    def kind(self) -> str:
        found = kind_of(self.device.kind)
        return str(_LABELS[Device.Kind(found)]) if found else self.device.kind

    @property
    def name(self) -> str:
        return self.device.tag or self.device.model or self.kind


def inventories(authority: Authority) -> list[FleetInventory]:
    """The inventories of the fleet, none when no room answers."""
    try:
        return list(fleet_reader().inventories(authority.urn))
    except JalonsError:
        return []


def lines(authority: Authority, inventory: FleetInventory) -> list[FleetLine]:
    """The lines of an inventory with devices that are not in the register yet."""
    urns = living(Device, authority).exclude(source_urn="").values_list("source_urn", flat=True)
    brought = Counter(urns)
    found = fleet_reader().devices(authority.urn, inventory.urn)
    counted = (FleetLine(each, each.quantity - brought[str(each.urn)]) for each in found)
    return [each for each in counted if each.left > 0]


@within_authority(Role.CONTRIBUTOR)
def choose(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The lines of an inventory: those of devices that leave use are ticked."""
    every = inventories(authority)
    chosen = _chosen(request, every)
    found = lines(authority, chosen) if chosen else []
    words, kind = request.GET.get("q", "")[:200], request.GET.get("type", "")
    kinds = sorted({each.kind for each in found})
    shown = [each for each in found if kind in {"", each.kind} and _matches(each, words)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    known = {each.key for each in found}
    ticked = ticks(request.GET, LINE, known=known.__contains__, shown=[e.key for e in page])
    if shows_all(request.GET) and chosen:
        return redirect(f"{request.path}?{INVENTORY}={chosen.urn.id}&{ticked.query}")
    context = {
        "inventories": every,
        "chosen": chosen,
        "page": page,
        "total": len(found),
        "words": words,
        "kind": kind,
        "kinds": kinds,
        "ticks": ticked,
    }
    return render(request, "reuse/devices/fleet.html", context)


@within_authority(Role.CONTRIBUTOR)
def check(request: HttpRequest, authority: Authority) -> HttpResponse:
    """How many devices each ticked line becomes, their serial numbers; then they are made."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(request, inventories(authority))
    wanted = set(sent.getlist(LINE))
    found = [e for e in lines(authority, chosen) if e.key in wanted] if chosen else []
    if not found:
        return redirect("device_fleet", authority.slug)
    pairs = [(each.device, each.left) for each in found]
    form = LinesForm(request.POST if "apply" in request.POST else None, pairs)
    if form.is_bound and form.is_valid():
        batch = actions.bring(authority, request.user, form.brought())
        return to_list(devices, authority, batch)
    context = {"form": form, "lines": found, "chosen": chosen, "trail": _("Choose in the fleet")}
    status = 422 if form.errors else 200
    return render(request, "reuse/devices/fleet_check.html", context, status=status)


def _chosen(request: HttpRequest, every: list[FleetInventory]) -> FleetInventory | None:
    sent = request.POST if request.method == "POST" else request.GET
    wanted = sent.get(INVENTORY, "")
    default = every[0] if every and not wanted else None
    return next((each for each in every if each.urn.id == wanted), default)


def _matches(line: FleetLine, words: str) -> bool:
    each = line.device
    return has_words(words, f"{each.tag} {each.maker} {each.model} {each.serial} {line.kind}")
