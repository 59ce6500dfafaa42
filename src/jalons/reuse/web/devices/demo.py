"""Forty devices of the fictional authority: in use, in the store room, decided or not, repaired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.reuse.web.devices import actions, queries
from jalons.reuse.web.devices.models import Device, Repair

# kind, maker and model, how many, bought, price, worth today, works, updates until, in stock since
_FLEET: tuple[tuple[Any, ...], ...] = (
    ("laptop", "Dell", "Latitude 5420", 6, "2021-05-03", 890, None, True, "2028-01-09", ""),
    ("laptop", "HP", "EliteBook 840 G5", 5, "2018-09-10", 1050, 110, True, "2025-10-14",
     "2026-06-15"),
    ("laptop", "Lenovo", "ThinkPad T480", 4, "2018-03-12", 990, 90, True, "2025-10-14", ""),
    ("laptop", "Lenovo", "ThinkPad X240", 3, "2014-11-04", 1100, 20, True, "2025-10-14",
     "2026-03-02"),
    ("desktop", "HP", "EliteDesk 800 G3", 6, "2017-06-20", 640, 70, True, "2025-10-14",
     "2026-09-01"),
    ("desktop", "Dell", "OptiPlex 3020", 2, "2014-02-10", 520, None, False, None, "2025-12-15"),
    ("monitor", "Dell", "P2419H", 4, "2019-10-08", 160, 40, True, None, "2026-09-01"),
    ("tablet", "Samsung", "Galaxy Tab A8", 3, "2022-02-14", 210, 60, None, "2027-02-01", ""),
    ("smartphone", "Fairphone", "4", 2, "2022-04-20", 540, None, False, "2028-06-30", ""),
    ("printer", "Brother", "HL-L5100DN", 2, "2018-01-22", 250, 30, True, None, "2026-06-15"),
    ("projector", "Epson", "EB-W06", 1, None, 420, None, True, None, ""),
    ("server", "Dell", "PowerEdge T440", 1, "2019-04-16", 3200, 450, True, "2027-10-12",
     "2026-10-05"),
    ("network", "Netgear", "GS724T", 1, "2016-01-11", 190, None, True, None, "2026-02-09"),
)  # fmt: skip
_NO_DATA = {"monitor", "projector"}
_REPAIRS = (
    ("Lenovo ThinkPad T480 n° 1", "2026-02-17", "Batterie remplacée", "in_house", 62),
    ("Lenovo ThinkPad T480 n° 2", "2026-05-06", "Clavier remplacé", "in_house", 35),
    ("Dell Latitude 5420 n° 3", "2026-09-22", "Carte mère remplacée", "warranty", None),
    ("Fairphone 4 n° 1", "2025-11-18", "Écran remplacé", "workshop", 80),
)


def fill(demo: Demonstration) -> None:
    """The devices, what the lead decided of some of them, and the repairs done."""
    authority, lead = demo.authority, demo.people[Role.LEAD]
    contributor = demo.people[Role.CONTRIBUTOR]
    made = [
        (Device(authority=authority), values) for row in _FLEET for values in _devices(demo, *row)
    ]
    write(authority, contributor, made, label="Parc à réformer")
    by_name = {each.label: each for each in queries.rows(authority)}
    repairs = [
        (Repair(authority=authority, device=by_name[name]),
         {"done_on": _day(demo, day), "what": what, "by": by, "cost": _euros(cost)})
        for name, day, what, by, cost in _REPAIRS
    ]  # fmt: skip
    write(authority, contributor, repairs, label="Réparations")
    _decide(demo, lead, by_name, ("HP EliteBook", "Lenovo ThinkPad X240"), actions.AS_PROPOSED, "")
    why = "L’école numérique en a besoin dès janvier."
    _decide(demo, lead, by_name, ("Dell P2419H n° 1", "Dell P2419H n° 2"), "give", why)


def _decide(  # noqa: PLR0913, PLR0917  (each one of the story)
    demo: Demonstration,
    user: Any,
    by_name: Mapping[str, Device],
    stems: tuple[str, ...],
    decision: str,
    reason: str,
) -> None:
    chosen = [each for name, each in by_name.items() if name.startswith(stems)]
    said = actions.Decided(decision, reason, demo.story.today)
    actions.decide(demo.authority, user, chosen, said)


def _devices(  # noqa: PLR0913, PLR0917  (a row of the table)
    demo: Demonstration, kind: str, maker: str, model: str, count: int, bought: str | None,
    price: int, worth: int | None, works: bool | None, until: str | None, stock: str,  # noqa: FBT001
) -> Iterator[dict[str, Any]]:  # fmt: skip
    for number in range(1, count + 1):
        yield {
            "label": f"{maker} {model} n° {number}",
            "kind": kind,
            "maker": maker,
            "model": model,
            "serial": f"{maker[:2].upper()}{model[:3].upper().strip()}{price}{number:03}",
            "tag": f"PDV-{kind[:3].upper()}-{price}{number:02}",
            "bought_on": _day(demo, bought),
            "price": _euros(price),
            "value": _euros(worth),
            "working": works,
            "supported_until": _day(demo, until),
            "media": "no" if kind in _NO_DATA else "yes",
            "state": "retired" if stock else "in_use",
            "retired_on": _day(demo, stock),
        }


def _day(demo: Demonstration, written: str | None) -> date | None:
    return demo.story.day(date.fromisoformat(written)) if written else None


def _euros(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)
