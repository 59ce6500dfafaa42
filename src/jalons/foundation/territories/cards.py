"""Duties as the pages show them, in the language of the visitor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.foundation.territories.duties import DutyDate, Finding, Verdict
from jalons.wording import format_day, format_day_of_year, format_month


@dataclass(frozen=True, slots=True)
class DutyCard:
    """A duty ready to be read; ``confirmed`` when it was read and nothing in it remains unsure."""

    name: str
    what: str
    why: str
    when: tuple[tuple[str, str], ...]
    law: str
    source: str
    link: str
    confirmed: bool
    commitment: int

    @property
    def ambition(self) -> int:
        """The ambition of the manifesto its commitment belongs to, 1 to 3."""
        return (self.commitment - 1) // 3 + 1


def cards(findings: tuple[Finding, ...], verdict: Verdict, lang: str) -> list[DutyCard]:
    """The duties with that verdict, in ``lang`` (fr or en)."""
    return [_card(finding, lang) for finding in findings if finding.verdict is verdict]


def _card(finding: Finding, lang: str) -> DutyCard:
    duty = finding.duty
    return DutyCard(
        name=duty.name[lang],
        what=duty.what[lang],
        why=" ".join(_sentence(reason.text(lang)) for reason in finding.reasons),
        when=tuple((_day(moment, lang), moment.what[lang]) for moment in duty.dates),
        law=duty.law,
        source=duty.source,
        link=duty.link,
        confirmed=duty.verified and not duty.doubt,
        commitment=duty.commitment,
    )


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text.endswith("?") else ".")


def _day(moment: DutyDate, lang: str) -> str:
    """``2023-01-01``, ``2026-08``, ``2025`` or ``06-30`` in words."""
    match len(moment.on):
        case 4:
            return moment.on
        case 5:
            month, day = moment.on.split("-")
            return format_day_of_year(int(month), int(day), lang)
        case 7:
            year, month = moment.on.split("-")
            return format_month(int(year), int(month), lang)
        case _:
            return format_day(date.fromisoformat(moment.on), lang)
