"""What a page says of a duty, in the language of the visitor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from jalons.foundation.territories.duties import DutyDate, Finding, Verdict


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
            return _first(date_format(date.fromisoformat(f"2000-{moment.on}"), "j F"), lang)
        case 7:
            return date_format(date.fromisoformat(f"{moment.on}-01"), "F Y")
        case _:
            return _first(date_format(date.fromisoformat(moment.on), "j F Y"), lang)


def _first(text: str, lang: str) -> str:
    return f"1er{text[1:]}" if lang == "fr" and text.startswith("1 ") else text
