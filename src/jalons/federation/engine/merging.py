"""Whether a file of another territory is read: never twice, never one's own, never over a newer."""

from __future__ import annotations

from enum import StrEnum

from jalons.federation.engine.sources import SharedWork


class ReadDecision(StrEnum):
    """What is done with a file of a list."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    OWN = "own"  # it is one's own, back from another territory
    DIRECT = "direct"  # its publisher is read directly
    ELSEWHERE = "elsewhere"  # it came first from another territory, which answers for it
    OLDER = "older"
    LOOP = "loop"  # quarantine: the source is among its own credits
    CONFLICT = "conflict"  # quarantine: another content under the same version


REFUSED = frozenset({ReadDecision.LOOP, ReadDecision.CONFLICT})
TAKEN = frozenset({ReadDecision.NEW, ReadDecision.UPDATE})


def decide(  # noqa: PLR0911  one line a case
    incoming: SharedWork, known: SharedWork | None, *, own: str = "", followed: bool = False
) -> ReadDecision:
    """What is done with ``incoming``, when ``known`` is what one has of the same work.

    ``followed``: its first publisher is a source too. A work belongs to its first publisher: read
    directly, only they change or withdraw it. A work one knows through relays follows the first
    relay, until it lists it no more.
    """
    source, origin = incoming.source, incoming.origin
    if origin == own:
        return ReadDecision.OWN
    description = incoming.description
    if description.is_relayed and any(e.publisher == source for e in description.provenance):
        return ReadDecision.LOOP
    if origin != source and followed:
        return ReadDecision.DIRECT
    if known is None:
        return ReadDecision.NEW
    same = _mark(incoming) == _mark(known)
    if known.source != source and not known.withdrawn:
        if origin == source:
            return ReadDecision.UPDATE  # its publisher speaks, at last
        return ReadDecision.SAME if same else ReadDecision.ELSEWHERE
    before, after = known.description.version, description.version
    if after != before:
        return ReadDecision.UPDATE if after > before else ReadDecision.OLDER
    if not same:
        return ReadDecision.CONFLICT
    return ReadDecision.UPDATE if known.withdrawn else ReadDecision.SAME


def _mark(item: SharedWork) -> tuple[int, str, bool]:
    return item.description.version, item.digest, item.description.tombstone
