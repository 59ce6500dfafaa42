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
    table, made = json.loads(file.read_text("utf-8")), WebAudit(authority=demo.authority)
    home = table["audit"]["pages"].split()[0]
    site = WebService.objects.of(demo.authority).filter(address=home).first()
    values = {**table["audit"], "service": site}
    write(demo.authority, demo.people[Role.CONTRIBUTOR], [(made, values)])
    for run in table["runs"]:
        day = demo.story.day(date.fromisoformat(run["day"])).isoformat()
        pages = [{**page, "measured_at": day} for page in run["pages"]]
        bring(made, msgspec.convert(pages, list[PageMeasure]))
