"""The durable names of what may be shown, and their words."""

from __future__ import annotations

from jalons.foundation.design.page_language import lang
from jalons.kernel import Messages, Urn
from jalons.strategy.web.statutory.models import StatutoryDocument


def commitment(number: int) -> Urn:
    """The name of a commitment of the manifesto."""
    return Urn("commitment", str(number))


def indicator(name: str) -> Urn:
    """The name of an indicator of the catalogue."""
    return Urn("indicator", name)


def document(kept: StatutoryDocument) -> str:
    """The title of a document: its kind, its year, its edition when it is not the first."""
    kind = Messages.of("jalons.strategy").text(f"public_document.{kept.kind}", lang())
    told = f"{kind} {kept.year}"
    return f"{told} ({kept.edition})" if kept.edition > 1 else told
