"""Experiments in every state, lists of services and tests with users, in the demonstration."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write
from jalons.kernel.tables import package_table
from jalons.participation.web.experiments import queries
from jalons.participation.web.experiments.models import (
    Experiment,
    Measurement,
    NewService,
    ServiceYear,
    UserFinding,
    UserTest,
)

MOVES = (("start", "starts_on"), ("stop", "ended_on"), ("publish", "published_on"))
TAKEN = {"idea": 0, "running": 1, "stopped": 2, "published": 3}  # moves


def fill(demo: Demonstration) -> None:
    """Two published experiments, one of them better than before, one late, one running, one idea;
    the services of two years, some tried before they opened.
    """
    story = package_table("jalons.participation", "experiments_demo")
    for row in story["experiments"]:
        _experiment(demo, row)
    services: dict[str, NewService] = {}
    for row in story["years"]:
        services |= _year(demo, row)
    write(demo.authority, demo.people[Role.LEAD], [
        change for row in story["tests"] for change in _test(demo, row, services)])  # fmt: skip


def _experiment(demo: Demonstration, row: dict[str, Any]) -> None:
    user, owner, days = demo.people[Role.LEAD], demo.authority, row["days"]
    values = {**row["values"], **_links(owner, row),
              "stops_on": demo.today + timedelta(days=days["stops_on"])}  # fmt: skip
    made = Experiment(authority=owner)
    write(owner, user, [
        (made, values),
        *((Measurement(authority=owner),
           {**each, "experiment": made, "day": demo.today + timedelta(days=each["day"])})
          for each in row.get("measures", ())),
    ])  # fmt: skip
    for name, day in MOVES[: TAKEN[row["state"]]]:
        if name == "publish":
            write(owner, user, [(made.latest(), row["result"])])
        move(user, made.latest(), name, demo.today + timedelta(days=days[day]))


def _links(owner: Authority, row: dict[str, Any]) -> dict[str, str]:
    """The first action of the roadmap and the first use case of the twin, when there are some."""
    actions = queries.actions(owner) if row.get("action") else []
    cases = queries.cases(owner) if row.get("case") else {}
    return {"action": next((str(each.urn) for each in actions), ""), "case": next(iter(cases), ""),
            "indicator": row.get("indicator", "")}  # fmt: skip


def _year(demo: Demonstration, row: dict[str, Any]) -> dict[str, NewService]:
    """The list of a year; its services that tests name."""
    user, owner, year = demo.people[Role.LEAD], demo.authority, demo.today.year - row["ago"]
    made, named, changes = ServiceYear(authority=owner), {}, list[Any]()
    for each in row["services"]:
        service = NewService(authority=owner)
        named[each.get("id", each["name"])] = service
        changes.append((service, {
            "listing": made, "name": each["name"], "opens_on": date(year, *each["opens"]),
            "tried": each.get("tried", "")}))  # fmt: skip
    write(owner, user, [(made, {"year": year, "note": row["note"]}), *changes])
    if "complete" in row:
        move(user, made.latest(), "declare", demo.today + timedelta(days=row["complete"]))
    return named


def _test(
    demo: Demonstration, row: dict[str, Any], services: dict[str, NewService]
) -> list[tuple[Any, dict[str, Any]]]:
    """A test of a service of last year before it opened, with what it found."""
    owner, made, day = demo.authority, UserTest(authority=demo.authority), row["day"]
    on = date(demo.today.year - 1, *day)
    found = [
        (UserFinding(authority=owner), {
            "test": made, "text": each["text"], "weight": each["weight"],
            "why_not": each.get("why_not", ""),
            "changed_day": on + timedelta(days=each["changed"]) if "changed" in each else None})
        for each in row["findings"]
    ]  # fmt: skip
    return [(made, {**row["values"], "listed": services[row["listed"]], "day": on}), *found]
