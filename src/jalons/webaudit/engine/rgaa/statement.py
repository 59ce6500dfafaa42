"""The accessibility statement: what it must say, in the order of the law, and until when."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from jalons.webaudit.engine.rgaa.rate import Conformance, Rate, conformance
from jalons.webaudit.engine.rgaa.reference import Reference

VALID_MONTHS = 36
VALID_MONTHS_AFTER_NEW = 18
ANSWER_DAYS = 7
ITEMS = (
    "organisation", "commitment", "multi_year_plan", "yearly_plan", "scope", "conformity",
    "reference", "rate", "auditor", "nonconformities", "derogations", "exempt", "made_on",
    "updated_on", "technologies", "environments", "tools", "pages", "contact", "remedies",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """A content that some people cannot use, and what replaces it, when something does.

    ``reason`` and ``until`` are due when it is left out for a disproportionate burden.
    """

    text: str
    alternative: str = ""
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """A page of the sample."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person states of a service; ``audited_on`` is None without an audit.

    ``in_house``: no ``auditor``. ``environments``: a browser and an assistive technology, together.
    """

    organisation: str
    service: str
    url: str = ""
    multi_year_plan: str = ""
    yearly_plan: str = ""
    audited_on: date | None = None
    auditor: str = ""
    in_house: bool = False
    rate: Rate | None = None
    nonconformities: tuple[Content, ...] = ()
    derogations: tuple[Content, ...] = ()
    exempt: tuple[Content, ...] = ()
    made_on: date | None = None
    updated_on: date | None = None
    technologies: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    pages: tuple[CheckedPage, ...] = ()
    contact_form: str = ""
    contact_email: str = ""


def missing(statement: Statement) -> tuple[str, ...]:
    """The items of ``ITEMS`` a person has still to fill, in the order of the law.

    Those that describe an audit are due when there was one. The commitment, the state of
    conformity, the reference and the ways of appeal are written by the machine: never missing.
    """
    due = {"organisation", "multi_year_plan", "yearly_plan", "made_on", "technologies"}
    if audited := statement.audited_on is not None:
        due |= {"rate", "environments", "tools", "pages"}
    failing = audited and (statement.rate is None or statement.rate.share < 1)
    updated, made = statement.updated_on or date.max, statement.made_on or date.min
    absent = {
        "scope": not statement.service.strip(),
        "auditor": audited and not (statement.in_house or statement.auditor.strip()),
        "nonconformities": failing and not (statement.nonconformities or statement.derogations),
        "derogations": not all(
            content.reason and content.until for content in statement.derogations
        ),
        "updated_on": updated < made,
        "contact": not (statement.contact_form + statement.contact_email).strip(),
    } | {item: not str(getattr(statement, item) or "").strip() for item in due}
    return tuple(item for item in ITEMS if absent.get(item))


def valid_until(made_on: date, reference: Reference) -> date:
    """The last day of a statement or of an audit: three years, or 18 months after a new RGAA."""
    end, new = _later(made_on, VALID_MONTHS), reference.replaced_on
    return min(end, _later(new, VALID_MONTHS_AFTER_NEW)) if new else end


def state_on(statement: Statement, reference: Reference, today: date) -> Conformance:
    """The state of conformity on a day: none without an audit that is still valid."""
    done = statement.audited_on
    valid = done is not None and done <= today <= valid_until(done, reference)
    return conformance(statement.rate, audit_valid=valid)


def _later(day: date, months: int) -> date:
    """The same day so many months later, the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
