"""What to do with a device, from its age, its state, its security updates, the law, its impact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.reuse.engine.leaving.payback import Payback
from jalons.reuse.engine.routes import LeavingDevice, Rules, age_on, is_over_limit


class Decision(StrEnum):
    """What may be done with a device."""

    KEEP = "keep"
    REPAIR = "repair"
    REFURBISH = "refurbish"
    GIVE = "give"
    SELL = "sell"
    RECYCLE = "recycle"


@dataclass(frozen=True, slots=True)
class KindGuide:
    """Ages in years of a kind: usual life, until when it is repaired, until when refurbished.

    ``supported``: whether it needs security updates.
    """

    life: int
    repair: int
    refurbish: int
    supported: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """The ages of each kind, and the shares of electricity of the sensitivity; not the law."""

    kinds: Mapping[str, KindGuide]
    savings: tuple[float, ...]


@cache
def shipped_guide() -> Guide:
    """The guide of the product; the same object at each call."""
    table = package_table("jalons.reuse", "decisions")
    kinds = {name: KindGuide(**entry) for name, entry in table["kinds"].items()}
    return Guide(kinds, tuple(table["payback"]["savings"]))


@dataclass(frozen=True, slots=True)
class Situation:
    """A device on a day: in use or not, its security updates, its break-even when known."""

    device: LeavingDevice
    on: date
    in_use: bool
    supported_until: date | None = None
    payback: Payback | None = None


@dataclass(frozen=True, slots=True)
class ProposalReason:
    """Why: a code of ``messages.toml`` (``why``), the facts of its sentence, an article of law."""

    code: str
    article: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What Jalons proposes: None when a ``missing`` value decides; a person confirms it.

    ``missing`` also names what would make a proposal surer.
    """

    decision: Decision | None
    reasons: tuple[ProposalReason, ...]
    missing: tuple[str, ...] = ()


def propose(seen: Situation, rules: Rules, guide: Guide) -> Proposal:
    """What to do with a device, with the reasons in order, and what is not known."""
    device, kind = seen.device, guide.kinds.get(seen.device.kind)
    if device.special:
        reason = ProposalReason("special", rules.special_article)
        return Proposal(Decision.RECYCLE, (reason,))
    if kind is None:
        return Proposal(None, (ProposalReason("kind_unknown"),), ("kind",))
    over = is_over_limit(device, seen.on, rules)
    if over and not (seen.in_use and device.working and _supported(seen, kind)):
        facts = {"limit": rules.age_limit, "bought": device.bought_on}
        reason = ProposalReason("over_limit", rules.age_article, facts)
        return Proposal(Decision.RECYCLE, (reason,))
    if device.working is None:
        wanted = ("working", *(("bought_on",) if over is None else ()))
        return Proposal(None, (ProposalReason("working_unknown"),), wanted)
    if not device.working:
        return _broken(seen, kind)
    return _in_use(seen, kind) if seen.in_use else _in_stock(seen, kind, rules)


def _broken(seen: Situation, kind: KindGuide) -> Proposal:
    age = _age(seen)
    broken = ProposalReason("broken")
    if age is None:
        reason = ProposalReason("age_unknown", facts={"most": kind.repair})
        return Proposal(None, (broken, reason), ("bought_on",))
    facts = {"years": age, "most": kind.repair}
    supported = _supported(seen, kind)
    if age > kind.repair or not kind.repair:
        old = ProposalReason("repair_late", facts=facts)
        return Proposal(Decision.RECYCLE, (broken, old, ProposalReason("parts")))
    if supported is False:
        return Proposal(Decision.RECYCLE, (broken, _support(seen), ProposalReason("parts")))
    worth = ProposalReason("repair_early", facts=facts)
    missing = ("supported_until",) if supported is None else ()
    return Proposal(Decision.REPAIR, (broken, worth, *_impact(seen)), missing)


def _in_use(seen: Situation, kind: KindGuide) -> Proposal:
    supported, age = _supported(seen, kind), _age(seen)
    works = ProposalReason("works")
    if supported:
        return Proposal(Decision.KEEP, (works, *_secure(seen, kind), *_impact(seen)))
    if supported is None:
        reason = ProposalReason("support_unknown")
        return Proposal(None, (works, reason, *_impact(seen)), ("supported_until",))
    if age is None:
        reason = ProposalReason("age_unknown", facts={"most": kind.refurbish})
        return Proposal(None, (works, _support(seen), reason), ("bought_on",))
    facts = {"years": age, "most": kind.refurbish}
    if age <= kind.refurbish:
        young = ProposalReason("refurbish_early", facts=facts)
        return Proposal(Decision.REFURBISH, (works, _support(seen), young, *_impact(seen)))
    late = ProposalReason("refurbish_late", facts=facts)
    return Proposal(Decision.GIVE, (works, _support(seen), late), _worth(seen))


def _in_stock(seen: Situation, kind: KindGuide, rules: Rules) -> Proposal:
    """A device that works and serves nobody: again in house while it is young, else elsewhere."""
    age, supported = _age(seen), _supported(seen, kind)
    works = ProposalReason("works_in_stock")
    if age is None:
        reason = ProposalReason("age_unknown", facts={"most": rules.age_limit})
        return Proposal(None, (works, reason), ("bought_on",))
    facts = {"years": age, "most": kind.refurbish}
    if supported is None:
        return Proposal(None, (works, ProposalReason("support_unknown")), ("supported_until",))
    if supported and age <= kind.life:
        young = ProposalReason("refurbish_early", facts={**facts, "most": kind.life})
        reasons = (works, *_secure(seen, kind), young, *_impact(seen))
        return Proposal(Decision.REFURBISH, reasons)
    ceiling = _ceiling(rules)
    value, article = seen.device.value, rules.route("rup").ceiling_article
    late = ProposalReason("refurbish_late", facts={**facts, "most": kind.life})
    if value is None:
        asked = ProposalReason("value_unknown", article, {"ceiling": ceiling})
        return Proposal(None, (works, late, asked), ("value",))
    worth = {"value": value, "ceiling": ceiling}
    if value > ceiling:
        return Proposal(Decision.SELL, (works, late, ProposalReason("worth_more", article, worth)))
    return Proposal(Decision.GIVE, (works, late, ProposalReason("worth_less", article, worth)))


def _ceiling(rules: Rules) -> Decimal:
    return next(each.ceiling for each in rules.routes.values() if each.ceiling is not None)


def _age(seen: Situation) -> int | None:
    bought = seen.device.bought_on
    return None if bought is None else age_on(bought, seen.device.retired_on or seen.on)


def _supported(seen: Situation, kind: KindGuide) -> bool | None:
    """Whether it still has security updates, or needs none; None when nobody wrote it down."""
    if not kind.supported:
        return True
    return None if seen.supported_until is None else seen.supported_until >= seen.on


def _support(seen: Situation) -> ProposalReason:
    return ProposalReason("support_ended", facts={"day": seen.supported_until})


def _secure(seen: Situation, kind: KindGuide) -> tuple[ProposalReason, ...]:
    if not kind.supported:
        return ()
    return (ProposalReason("supported", facts={"day": seen.supported_until}),)


def _worth(seen: Situation) -> tuple[str, ...]:
    return ("value",) if seen.device.value is None else ()


def _impact(seen: Situation) -> tuple[ProposalReason, ...]:
    """What the break-even says: only when it holds whatever the new device saves."""
    found = seen.payback
    if found is None or not found.never_in_a_life:
        return ()
    if found.least is None:
        return (ProposalReason("impact_never"),)
    facts = {"least": found.least, "lifetime": found.lifetime}
    return (ProposalReason("impact_late", facts=facts),)
