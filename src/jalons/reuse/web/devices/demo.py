"""Forty devices of the fictional authority: in use, in the store room, decided or not, repaired."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.reuse.web.devices import actions, queries
from jalons.reuse.web.devices.models import Device, Repair


def fill(demo: Demonstration) -> None:
    """The devices, what the lead decided of some of them, and the repairs done."""
    authority, story = demo.authority, package_table("jalons.reuse", "demonstration")
    contributor = demo.people[Role.CONTRIBUTOR]
    made = [
        (Device(authority=authority), values)
        for row in story["fleet"]
        for values in _devices(demo, row)
    ]
    write(authority, contributor, made, label="Parc à réformer")
    by_name = {each.label: each for each in queries.rows(authority)}
    repairs = [
        (Repair(authority=authority, device=by_name[name]),
         {"done_on": _day(demo, day), "what": what, "by": by, "cost": cost or None})
        for name, day, what, by, cost in story["repairs"]
    ]  # fmt: skip
    write(authority, contributor, repairs, label="Réparations")
    for each in story["decided"]:
        chosen = [by_name[n] for n in by_name if n.startswith(tuple(each["devices"]))]
        decision = each.get("decision", actions.AS_PROPOSED)
        said = actions.Decided(decision, each.get("reason", ""), demo.story.today)
        actions.decide(authority, demo.people[Role.LEAD], chosen, said)


def _devices(demo: Demonstration, row: list[Any]) -> Iterator[dict[str, Any]]:
    kind, maker, model, count, bought, price, worth, works, until, stock = row
    story = package_table("jalons.reuse", "demonstration")
    without_data, media = story["without_data"], story["media"]
    for number in range(1, count + 1):
        yield {
            "label": f"{maker} {model} n° {number}",
            "kind": kind,
            "maker": maker,
            "model": model,
            "serial": f"{maker[:2].upper()}{model[:3].upper().strip()}{price}{number:03}",
            "tag": f"PDV-{kind[:3].upper()}-{price}{number:02}",
            "bought_on": _day(demo, bought),
            "price": price,
            "value": worth or None,
            "working": None if works < 0 else bool(works),
            "supported_until": _day(demo, until),
            "media": "no" if kind in without_data else "yes",
            "drives": None if kind in without_data else media.get(kind, 1),
            "state": "retired" if stock else "in_use",
            "retired_on": _day(demo, stock),
        }


def _day(demo: Demonstration, written: str) -> date | None:
    return demo.story.day(date.fromisoformat(written)) if written else None
