"""What to do with a device, from its age, its state, its security updates, the law, its impact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.reuse.engine.leaving.payback import Payback
from jalons.reuse.engine.routes.rules import Rules
from jalons.reuse.engine.routes.verdicts import LeavingDevice, age_on, is_over_limit


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
        return Proposal(Decision.RECYCLE, (_why("special", rules.special_article),))
    if kind is None:
        return Proposal(None, (_why("kind_unknown"),), ("kind",))
    over, supported = is_over_limit(device, seen.on, rules), _supported(seen, kind)
    if over and not (seen.in_use and device.working and supported):
        dated: dict[str, Any] = {"limit": rules.age_limit, "bought": device.bought_on}
        return Proposal(Decision.RECYCLE, (_why("over_limit", rules.age_article, **dated),))
    if device.working is None:
        wanted = ("working", *(("bought_on",) if over is None else ()))
        return Proposal(None, (_why("working_unknown"),), wanted)
    if device.working and not seen.in_use:
        return _in_stock(seen, kind, supported, rules)
    return (_in_use if device.working else _broken)(seen, kind, supported)


def _broken(seen: Situation, kind: KindGuide, supported: bool | None) -> Proposal:  # noqa: FBT001
    age, broken = _age(seen), _why("broken")
    if age is None:
        return Proposal(None, (broken, _why("age_unknown", most=kind.repair)), ("bought_on",))
    if age > kind.repair or not kind.repair:
        old = _why("repair_late", years=age, most=kind.repair)
        return Proposal(Decision.RECYCLE, (broken, old, _why("parts")))
    if supported is False:
        return Proposal(Decision.RECYCLE, (broken, _ended(seen), _why("parts")))
    young = _why("repair_early", years=age, most=kind.repair)
    missing = ("supported_until",) if supported is None else ()
    return Proposal(Decision.REPAIR, (broken, young, *_impact(seen)), missing)


def _in_use(seen: Situation, kind: KindGuide, supported: bool | None) -> Proposal:  # noqa: FBT001
    age, works = _age(seen), _why("works")
    if supported:
        return Proposal(Decision.KEEP, (works, *_secure(seen, kind), *_impact(seen)))
    if supported is None:
        reasons = (works, _why("support_unknown"), *_impact(seen))
        return Proposal(None, reasons, ("supported_until",))
    if age is None:
        unknown = _why("age_unknown", most=kind.refurbish)
        return Proposal(None, (works, _ended(seen), unknown), ("bought_on",))
    facts: dict[str, Any] = {"years": age, "most": kind.refurbish}
    if age <= kind.refurbish:
        young = _why("refurbish_early", **facts)
        return Proposal(Decision.REFURBISH, (works, _ended(seen), young, *_impact(seen)))
    missing = ("value",) if seen.device.value is None else ()
    return Proposal(Decision.GIVE, (works, _ended(seen), _why("refurbish_late", **facts)), missing)


def _in_stock(
    seen: Situation, kind: KindGuide, supported: bool | None, rules: Rules  # noqa: FBT001
) -> Proposal:  # fmt: skip
    """A device that works and serves nobody: again in house while it is young, else elsewhere."""
    age, works = _age(seen), _why("works_in_stock")
    if age is None:
        return Proposal(None, (works, _why("age_unknown", most=rules.age_limit)), ("bought_on",))
    if supported is None:
        return Proposal(None, (works, _why("support_unknown")), ("supported_until",))
    facts: dict[str, Any] = {"years": age, "most": kind.life}
    if supported and age <= kind.life:
        young = _why("refurbish_early", **facts)
        return Proposal(Decision.REFURBISH, (works, *_secure(seen, kind), young, *_impact(seen)))
    first = (works, _why("refurbish_late", **facts)) if age > kind.life else (works, _ended(seen))
    gift, value = rules.route("rup"), seen.device.value
    article, most = gift.ceiling_article, gift.ceiling
    if value is None:
        return Proposal(None, (*first, _why("value_unknown", article, ceiling=most)), ("value",))
    if most is not None and value > most:
        more = _why("worth_more", article, value=value, ceiling=most)
        return Proposal(Decision.SELL, (*first, more))
    less = _why("worth_less", article, value=value, ceiling=most)
    return Proposal(Decision.GIVE, (*first, less))


def _why(code: str, article: str = "", **facts: Any) -> ProposalReason:
    return ProposalReason(code, article, facts)


def _age(seen: Situation) -> int | None:
    bought = seen.device.bought_on
    return None if bought is None else age_on(bought, seen.device.retired_on or seen.on)


def _supported(seen: Situation, kind: KindGuide) -> bool | None:
    """Whether it still has security updates, or needs none; None when nobody wrote it down."""
    if not kind.supported:
        return True
    return None if seen.supported_until is None else seen.supported_until >= seen.on


def _ended(seen: Situation) -> ProposalReason:
    return _why("support_ended", day=seen.supported_until)


def _secure(seen: Situation, kind: KindGuide) -> tuple[ProposalReason, ...]:
    return (_why("supported", day=seen.supported_until),) if kind.supported else ()


def _impact(seen: Situation) -> tuple[ProposalReason, ...]:
    """What the break-even says: only when it is true whatever the new device saves."""
    found = seen.payback
    if found is None or not found.never_in_a_life:
        return ()
    if found.least is None:
        return (_why("impact_never"),)
    return (_why("impact_late", least=found.least, lifetime=found.lifetime),)
