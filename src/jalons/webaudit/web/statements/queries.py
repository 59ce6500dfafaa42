"""What is read of statements, plans and complaints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.design.panels import Panel
from jalons.webaudit.engine.rgaa import statement as legal
from jalons.webaudit.engine.rgaa.rate import Conformance, rate
from jalons.webaudit.engine.rgaa.reference import Reference
from jalons.webaudit.store import rgaa_reference
from jalons.webaudit.web.grids import queries as grids
from jalons.webaudit.web.grids.models import REFERENCE
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.web.services.panels import about
from jalons.webaudit.web.statements import models as stored
from jalons.webaudit.words import rgaa as words
from jalons.wording import join_words

SOON = timedelta(days=90)


def rows(authority: Authority) -> QuerySet[stored.AccessStatement]:
    found = living(stored.AccessStatement, authority)
    return found.select_related("service", "grid__service", "grid__authority", "authority")


def plans(authority: Authority) -> QuerySet[stored.AccessPlan]:
    return living(stored.AccessPlan, authority)


def complaints(authority: Authority) -> QuerySet[stored.Complaint]:
    """Those without an answer first, the oldest of them first: the late ones."""
    found = living(stored.Complaint, authority).select_related("service", "authority")
    return found.order_by(F("answered_on").desc(nulls_first=True), "received_on")


def legal_form(found: stored.AccessStatement) -> legal.Statement:
    """A statement as the engine checks and writes it."""
    grid = found.grid if found.grid and found.grid.state == "finished" else None
    items = list(living(stored.StatementItem, found.authority).filter(statement=found))
    failing, burden, exempt = (
        tuple(legal.Content(each.text, each.alternative, each.reason, each.until)
              for each in items if each.kind == kind)
        for kind in ("failing", "burden", "exempt")
    )  # fmt: skip
    return legal.Statement(
        organisation=found.organisation, service=found.service.name, url=found.service.address,
        multi_year_plan=found.scheme_link, yearly_plan=found.plan_link,
        audited_on=grid.finished_on if grid else None, auditor=grid.auditor if grid else "",
        in_house=bool(grid and not grid.auditor),
        rate=rate(grids.matrix(grid), grids.reference_of(grid)) if grid else None,
        nonconformities=failing, derogations=burden, exempt=exempt, made_on=found.made_on,
        updated_on=found.updated_on, technologies=_lines(found.technologies),
        environments=_lines(found.environments), tools=_lines(found.tools),
        pages=tuple(legal.CheckedPage(each.name, each.address)
                    for each in (grids.pages_of(grid) if grid else ())),
        contact_form=found.contact_link, contact_email=found.contact_email,
    )  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in text.splitlines())))


def reference_of(found: stored.AccessStatement) -> Reference:
    return rgaa_reference(found.grid.reference if found.grid else REFERENCE)


def conformance_of(found: stored.AccessStatement) -> Conformance:
    """The state of conformity that is true today."""
    return legal.state_on(legal_form(found), reference_of(found), timezone.localdate())


def result(found: stored.AccessStatement) -> str:
    """What its assessment comes to, in a sentence."""
    return grids.summary(found.grid) if found.grid else ""


def lacks(found: stored.AccessStatement) -> list[str]:
    """What is still to fill before it may be published, in words."""
    return [words.label("item", each, lang()) for each in legal.missing(legal_form(found))]


def refusal(found: stored.AccessStatement) -> str:
    """Why a statement may not be published, empty when it may."""
    names = lacks(found)
    return _("Still to fill: %(names)s.") % {"names": join_words(names, lang())} if names else ""


def valid_until(found: stored.AccessStatement) -> date:
    """The last day of a statement; one without a date is not valid any more."""
    return legal.valid_until(found.made_on, reference_of(found)) if found.made_on else date.min


def is_valid(found: stored.AccessStatement) -> bool:
    """Whether it is published and still valid."""
    return found.state == "published" and timezone.localdate() <= valid_until(found)


def panel(service: WebService) -> Panel | None:
    """Until when the latest statement of a service is valid."""
    found = rows(service.authority).filter(service=service).order_by("-made_on").first()
    if found is None:
        return None
    if is_valid(found):
        sentence = _("Published, valid until %(day)s.") % {"day": day_words(valid_until(found))}
    else:
        sentence = _("No valid statement is published.")
    return about(found, sentence, "access_statement", _("See this statement"))


def late(found: Iterable[stored.Complaint]) -> int:
    """How many complaints nobody answered within a week."""
    return sum(each.in_time is False and not each.answered_on for each in found)


def headline(found: Iterable[stored.AccessStatement]) -> str:
    """How many statements are valid."""
    valid = [is_valid(each) for each in found]
    text = ngettext("%(count)s accessibility statement, %(valid)s published and valid.",
                    "%(count)s accessibility statements, %(valid)s published and valid.",
                    len(valid))  # fmt: skip
    return text % {"count": len(valid), "valid": sum(valid)}


def complaints_headline(found: Iterable[stored.Complaint]) -> str:
    """How many complaints are late."""
    if not (count := late(found)):
        return _("No complaint waits for more than seven days.")
    text = ngettext("%(count)s complaint waits for more than seven days.",
                    "%(count)s complaints wait for more than seven days.", count)  # fmt: skip
    return text % {"count": count}


def figure(authority: Authority) -> str:
    """What is late first, for the hub."""
    if waiting := late(complaints(authority)):
        text = ngettext("%(count)s complaint late.", "%(count)s complaints late.", waiting)
        return text % {"count": waiting}
    published = rows(authority).filter(state="published").order_by("made_on")
    made, soon = {each.service_id: each for each in published}, timezone.localdate() + SOON
    if old := sum(valid_until(each) < soon for each in made.values()):
        text = ngettext("%(count)s statement to renew.", "%(count)s statements to renew.", old)
        return text % {"count": old}
    if not (valid := sum(map(is_valid, made.values()))):
        return _("No valid statement is published.")
    return _("%(count)s of %(total)s services with a valid statement.") % {
        "count": valid, "total": grids.services(authority).count()
    }  # fmt: skip
