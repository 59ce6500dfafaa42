"""The sources of the room, for the page of sources."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.design.page_language import lang
from jalons.kernel import Source
from jalons.kernel.source import Sourced, SourcedDomain
from jalons.strategy.engine.catalogue import LegalBasis
from jalons.strategy.engine.statutory.decree import Decree
from jalons.strategy.store import (
    catalogue,
    competences,
    decree,
    manifesto,
    national,
    referential,
)


def domains() -> tuple[SourcedDomain, ...]:
    """The manifesto, documents of the law, indicators, diagnosis and actions, whole territory."""
    return (_manifesto(), _documents(), _indicators(), _diagnosis(), _territory())


def _manifesto() -> SourcedDomain:
    found = manifesto()
    return SourcedDomain(
        found.title.to(lang()),
        tuple(Sourced(row.text.to(lang()), row.source, row.verified) for row in found.contents()),
        missing=tuple(words.to(lang()) for words in found.missing),
    )


def _documents() -> SourcedDomain:
    found = decree()
    items = tuple(
        Sourced(f"{item.text.to(lang())} ({item.number})", found.source, item.verified)
        for item in found.items
    )
    return SourcedDomain(_("Documents of the law"), items, judged=_read_by_us(found))


def _read_by_us(found: Decree) -> tuple[str, ...]:
    purposes = sum(not purpose.verified for purpose in found.purposes)
    linked = sum(bool(item.indicators or item.numbers) for item in found.items)
    return (
        ngettext(
            "The link between the nine commitments and %(count)s purpose of sustainable"
            " development.",
            "The link between the nine commitments and %(count)s purposes of sustainable"
            " development.",
            purposes,
        )
        % {"count": purposes},
        ngettext(
            "The indicators and actions that answer %(count)s item of the decree.",
            "The indicators and actions that answer %(count)s items of the decree.",
            linked,
        )
        % {"count": linked},
    )


def _indicators() -> SourcedDomain:
    sheets = tuple(catalogue().indicators.values())
    sourced = [Sourced(each.name.to(lang()), each.source, each.source.verified) for each in sheets]
    sourced += [
        _of_law(sheet.name.to(lang()), sheet.legal_basis) for sheet in sheets if sheet.legal_basis
    ]
    return SourcedDomain(_("Indicators"), tuple(sourced))


def _of_law(what: str, basis: LegalBasis) -> Sourced:
    text = Source(
        title=basis.text.to(lang()),
        publisher="",
        published=None,
        licence="",
        link=basis.link,
        verified=basis.verified,
        opened=basis.opened,
    )
    return Sourced(what, text, basis.verified)


def _diagnosis() -> SourcedDomain:
    found = referential()
    judged = sum(not action.verified for action in found.actions)
    questions = len(list(found.questions()))
    return SourcedDomain(
        _("Diagnosis and ready-made actions"),
        (*_of_actions(), *_of_frameworks()),
        judged=(
            ngettext(
                "The effort, the cost and the reach of %(count)s action.",
                "The effort, the cost and the reach of %(count)s actions.",
                judged,
            )
            % {"count": judged},
            ngettext(
                "The wording and the weight of %(count)s question.",
                "The wording and the weight of %(count)s questions.",
                questions,
            )
            % {"count": questions},
        ),
        missing=tuple(words.to(lang()) for words in found.absent.values()),
    )


def _of_actions() -> Iterator[Sourced]:
    for action in referential().actions:
        title = action.title.to(lang())
        if action.legal_basis:
            yield _of_law(title, action.legal_basis)
        for example in action.examples:
            yield Sourced(title, example.source, example.verified)


def _of_frameworks() -> Iterator[Sourced]:
    found = referential()
    numbers = [crosswalk for question in found.questions() for crosswalk in question.crosswalks]
    for name in found.frameworks:
        source, mine = found.sources.get(name), [each for each in numbers if each.framework == name]
        if source is None or not mine:
            continue
        what = ngettext(
            "%(count)s question tied to this framework",
            "%(count)s questions tied to this framework",
            len(mine),
        ) % {"count": len(mine)}
        yield Sourced(what, source, all(each.verified for each in mine))


def _territory() -> SourcedDomain:
    found = national()
    figures = [(each.name.to(lang()), each.source) for each in (*found.parts, found.boxes)]
    figures += [(each.perimeter.to(lang()), each.source) for each in found.earlier]
    items = tuple(Sourced(what, source, source.verified) for what, source in figures)
    laws = tuple(
        _of_law(referential().competences[each.competence].to(lang()), each.law)
        for each in competences().by_law
    )
    return SourcedDomain(
        _("The whole territory and its competences"),
        (*items, *laws),
        judged=(
            _("The uncertainty of the national figures, and the spread of what allocates them."),
            _("The sizes that separate villages, towns and metropolises."),
        ),
    )
