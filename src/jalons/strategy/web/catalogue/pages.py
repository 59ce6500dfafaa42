"""The manifesto and the catalogue of indicators in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.kernel import Messages, Observation, Source
from jalons.strategy.engine.catalogue import DECLARED, Ambition, Commitment, Indicator
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.observations.figures import (
    Figure,
    figure,
    unit_words,
)
from jalons.strategy.words import natures
from jalons.tabular.matching import has_words


def words(key: str) -> str:
    return Messages.of("jalons.strategy").text(key, lang())


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """An indicator in the language of the page, with its latest figure when there is one."""

    indicator: Indicator
    ambition: int
    id: str
    name: str
    definition: str
    unit: str
    direction: str
    frequency: str
    origin: str
    provider: str
    legal_basis: str
    legal_verified: bool
    legal_link: str
    nature: str  # the word for what is no measure, or empty
    note: str  # the sentence that says what its figure is worth, or empty
    figure: Figure | None
    url: str


def _giver(indicator: Indicator) -> str:
    """The message key of the provider: a room only when it computes the values."""
    if indicator.provider == DECLARED:
        return DECLARED
    return "by_hand" if indicator.by_hand else indicator.provider or "formula"


def entry(indicator: Indicator, latest: Observation | None = None, url: str = "") -> IndicatorEntry:
    """The catalogue entry of an indicator in the language of the page."""
    basis = indicator.legal_basis
    return IndicatorEntry(
        indicator=indicator,
        ambition=manifesto().commitment(indicator.commitment).ambition.number,
        id=indicator.id,
        name=indicator.name.to(lang()),
        definition=indicator.definition.to(lang()),
        unit=unit_words(indicator),
        direction=words(f"direction.{indicator.direction}"),
        frequency=words(f"frequency.{indicator.frequency}"),
        origin=words(f"origin.{indicator.origin}"),
        provider=words(f"provider.{_giver(indicator)}"),
        legal_basis=basis.text.to(lang()) if basis else "",
        legal_verified=basis.verified if basis else True,
        legal_link=basis.link if basis else "",
        nature=natures.nature(indicator, lang()),
        note=natures.nature_note(indicator, lang())
        or (natures.default_values(latest, lang()) if latest else ""),
        figure=figure(indicator, latest) if latest else None,
        url=url,
    )


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    number: int
    ambition: Ambition
    ambition_name: str
    title: str
    does: str
    content: tuple[tuple[str, bool], ...]  # text, verified
    sources: tuple[Source, ...]


def commitment_words(commitment: Commitment) -> CommitmentWords:
    return CommitmentWords(
        number=commitment.number,
        ambition=commitment.ambition,
        ambition_name=commitment.ambition.name.to(lang()),
        title=commitment.title.to(lang()),
        does=commitment.does.to(lang()),
        content=tuple((row.text.to(lang()), row.verified) for row in commitment.content),
        sources=tuple(dict.fromkeys(row.source for row in commitment.content)),
    )


@dataclass(frozen=True, slots=True)
class AmbitionWords:
    """An ambition of the manifesto in the language of the page, with its commitments."""

    number: int
    name: str
    text: str
    commitments: tuple[CommitmentWords, ...]


@dataclass(frozen=True, slots=True)
class ManifestoPage:
    """The manifesto in the language of the page, its commitments under their ambitions."""

    title: str
    signed: object
    signatories: str
    about: tuple[tuple[str, bool], ...]  # text, verified
    ambitions: tuple[AmbitionWords, ...]
    sources: tuple[Source, ...]


def manifesto_page() -> ManifestoPage:
    found = manifesto()
    return ManifestoPage(
        title=found.title.to(lang()),
        signed=found.signed,
        signatories=", ".join(found.signatories),
        about=tuple((row.text.to(lang()), row.verified) for row in found.about),
        ambitions=tuple(
            AmbitionWords(
                ambition.number,
                ambition.name.to(lang()),
                ambition.text.to(lang()),
                tuple(commitment_words(c) for c in found.commitments if c.ambition == ambition),
            )
            for ambition in found.ambitions
        ),
        sources=tuple(dict.fromkeys(row.source for row in found.contents())),
    )


def by_commitment() -> list[tuple[str, int, int]]:
    """Each commitment in words, its number, and how many indicators it has."""
    return [
        (f"{each.number} · {each.title.to(lang())}", each.number,
         len(catalogue().of_commitment(each.number)))
        for each in manifesto().commitments
    ]  # fmt: skip


def found(text: str, commitment: int | None) -> list[Indicator]:
    """The indicators of a commitment (of all, if None) with these words, the core ones first."""
    return sorted(
        (
            each
            for each in catalogue().indicators.values()
            if commitment in {None, each.commitment}
            and has_words(text, f"{each.name.to(lang())} {each.definition.to(lang())}")
        ),
        key=lambda each: not each.core,
    )


def commitment_url(authority: Authority, number: int) -> str:
    return reverse("commitment_page", args=[authority.slug, number])


def indicator_url(authority: Authority, indicator: str) -> str:
    return reverse("indicator_page", args=[authority.slug, indicator])
