"""The audit of the demonstration: two runs of a fictional site, from stored measures."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

import msgspec

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.web.audits.actions import bring
from jalons.webaudit.web.audits.models import WebAudit
from jalons.webaudit.web.services.models import WebService


def fill(demo: Demonstration) -> None:
    file = resources.files("jalons.webaudit") / "data" / "demo_measures.json"
    table = json.loads(file.read_text(encoding="utf-8"))
    service = WebService.objects.of(demo.authority).filter(kind=WebService.Kind.SITE).first()
    made = WebAudit(authority=demo.authority)
    write(demo.authority, demo.people[Role.CONTRIBUTOR], [
        (made, {**table["audit"], "service": service})
    ])  # fmt: skip
    for run in table["runs"]:
        day = demo.story.day(date.fromisoformat(run["day"])).isoformat()
        pages = [{**each, "measured_at": day} for each in run["pages"]]
        bring(made, msgspec.convert(pages, list[PageMeasure]))
