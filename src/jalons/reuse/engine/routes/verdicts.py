"""Whether a device may leave by a route: allowed, refused, or what must be known to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.routes.rules import RouteRule, Rules

UNNAMED = "other"  # the kind of a device nobody named
_LEAP_DAY = (2, 29)


class Outcome(StrEnum):
    """What the rules say of a route."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class LeavingDevice:
    """What the rules read of a device; None for what is not known.

    ``value``: euros, what it is worth today, before tax.
    """

    kind: str
    bought_on: date | None = None
    retired_on: date | None = None
    value: Decimal | None = None
    working: bool | None = None
    special: bool | None = None

    def __post_init__(self) -> None:
        if self.value is not None and self.value < 0:
            raise ReuseError("value_negative", field="value")
        if self.bought_on and self.retired_on and self.retired_on < self.bought_on:
            raise ReuseError("retired_before", field="retired_on")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When the question is put, and what the taker says.

    ``resale_price``: euros with tax at which the taker will sell it again, None when it will not;
    ``to_precarious``: whether to people in need, or to an association that helps them;
    ``committed``: whether the taker committed itself in writing to reuse it, and to prove it.
    """

    on: date
    resale_price: Decimal | None = None
    to_precarious: bool | None = None
    committed: bool | None = None


@dataclass(frozen=True, slots=True)
class RouteReason:
    """Why: a code of ``messages.toml`` (``route_reason``), the facts of the sentence, an article.

    ``outcome`` is what it leads to; a note changes nothing and has ``ALLOWED``. ``asks`` names
    the value of the device that is missing.
    """

    code: str
    outcome: Outcome
    article: str = ""
    asks: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one route for one device, with every reason in order.

    ``counts``: whether the device then counts as reused in the yearly rate, None while the
    commitment of the taker is not known.
    """

    route: RouteRule
    outcome: Outcome
    reasons: tuple[RouteReason, ...]
    counts: bool | None
    articles: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The values to ask for; none when the route is open, or refused whatever they are."""
        if self.outcome is not Outcome.MISSING:
            return ()
        wanted = (each.asks for each in self.reasons if each.outcome is Outcome.MISSING)
        return tuple(dict.fromkeys(wanted))


def verdicts(device: LeavingDevice, seen: Circumstances, rules: Rules) -> tuple[Verdict, ...]:
    """What the rules say of each route, in the order of the law."""
    return tuple(verdict(each, device, seen, rules) for each in rules.routes.values())


def verdict(route: RouteRule, device: LeavingDevice, seen: Circumstances, rules: Rules) -> Verdict:
    """Whether a device may leave by a route; a refusal stands whatever else is not known."""
    reasons = tuple(_reasons(route, device, seen, rules))
    found = {each.outcome for each in reasons}
    outcome = next(
        (each for each in (Outcome.REFUSED, Outcome.MISSING) if each in found), Outcome.ALLOWED
    )
    used = (route.article, *route.more, *(each.article for each in reasons))
    articles = tuple(dict.fromkeys(each for each in used if each))
    return Verdict(route, outcome, reasons, _counts(route, device, seen, rules, outcome), articles)


def age_on(bought_on: date, on: date) -> int:
    """Whole years from the purchase to a day; 0 when the day comes before."""
    had = (on.month, on.day) >= (bought_on.month, bought_on.day)
    return max(0, on.year - bought_on.year - (not had))


def is_over_limit(device: LeavingDevice, on: date, rules: Rules) -> bool | None:
    """Whether a device is older than the limit on the day it is retired, or ``on`` before that.

    Ten years to the day are not more than ten years. None when the purchase is not dated.
    """
    if device.bought_on is None:
        return None
    return (device.retired_on or on) > _years_later(device.bought_on, rules.age_limit)


def _years_later(day: date, years: int) -> date:
    month, number = (3, 1) if (day.month, day.day) == _LEAP_DAY else (day.month, day.day)
    return date(day.year + years, month, number)


def _reasons(
    route: RouteRule, device: LeavingDevice, seen: Circumstances, rules: Rules
) -> Iterator[RouteReason]:
    yield from _special(route, device, rules)
    yield from _age(route, device, seen, rules)
    yield from _value(route, device)
    yield from _resale(route, device, seen, rules)
    if route.key == "recycler":
        yield from _reuse_first(device, seen, rules)
    elif not route.any_age and device.working is False:
        yield RouteReason("not_working", Outcome.ALLOWED)


def _special(route: RouteRule, device: LeavingDevice, rules: Rules) -> Iterator[RouteReason]:
    article = rules.special_article
    if device.special and not route.any_age:
        yield RouteReason("special", Outcome.REFUSED, article)
    elif device.special:
        yield RouteReason("special_destroyed", Outcome.ALLOWED, article)
    elif device.special is None and not route.any_age:
        yield RouteReason("special_supposed", Outcome.ALLOWED, article, "special")


def _age(
    route: RouteRule, device: LeavingDevice, seen: Circumstances, rules: Rules
) -> Iterator[RouteReason]:
    over, article = is_over_limit(device, seen.on, rules), rules.age_article
    facts = {"limit": rules.age_limit}
    if route.any_age:
        if over:
            yield RouteReason("over_limit_recycled", Outcome.ALLOWED, article, facts=facts)
        return
    if over is None:
        yield RouteReason("age_unknown", Outcome.MISSING, article, "bought_on", facts)
    elif over:
        dated = {**facts, "bought": device.bought_on}
        yield RouteReason("over_limit", Outcome.REFUSED, article, facts=dated)


def _value(route: RouteRule, device: LeavingDevice) -> Iterator[RouteReason]:
    if route.ceiling is None:
        return
    facts = {"ceiling": route.ceiling}
    article = route.ceiling_article
    if device.kind == UNNAMED:
        yield RouteReason("kind_unknown", Outcome.MISSING, route.article, "kind")
    if device.value is None:
        yield RouteReason("value_unknown", Outcome.MISSING, article, "value", facts)
    elif device.value > route.ceiling:
        over = {**facts, "value": device.value}
        yield RouteReason("value_over", Outcome.REFUSED, article, facts=over)
    else:
        yield RouteReason("value_within", Outcome.ALLOWED, article, facts=facts)


def _resale(
    route: RouteRule, device: LeavingDevice, seen: Circumstances, rules: Rules
) -> Iterator[RouteReason]:
    """What a taker that will sell the device again may do."""
    price = seen.resale_price
    if price is None or route.resale == "free":
        return
    if route.resale == "never":
        yield RouteReason("resale_never", Outcome.REFUSED, route.article)
        return
    article, most = rules.resale_article, rules.resale_prices.get(device.kind)
    if device.kind == UNNAMED:
        yield RouteReason("kind_unknown", Outcome.MISSING, article, "kind")
    elif most is None:
        yield RouteReason("resale_no_price", Outcome.REFUSED, article)
    elif price > most:
        facts = {"price": price, "most": most}
        yield RouteReason("resale_over", Outcome.REFUSED, article, facts=facts)
    if seen.to_precarious is None:
        yield RouteReason("resale_to_whom", Outcome.MISSING, rules.resale_law, "to_precarious")
    elif not seen.to_precarious:
        yield RouteReason("resale_public", Outcome.REFUSED, rules.resale_law)
    if device.working is None:
        yield RouteReason("resale_works", Outcome.MISSING, article, "working")
    elif not device.working:
        yield RouteReason("resale_broken", Outcome.REFUSED, article)


def _reuse_first(device: LeavingDevice, seen: Circumstances, rules: Rules) -> Iterator[RouteReason]:
    """A recycler without approved eco-organisation is no route of the decree for a young device."""
    if device.special or is_over_limit(device, seen.on, rules):
        return
    article = "decree_2"
    if device.bought_on is None:
        facts = {"limit": rules.age_limit}
        yield RouteReason("age_unknown", Outcome.MISSING, rules.age_article, "bought_on", facts)
    elif device.working is None:
        yield RouteReason("working_unknown", Outcome.MISSING, article, "working")
    elif device.working:
        yield RouteReason("reuse_first", Outcome.REFUSED, article)
    else:
        yield RouteReason("eco_organism_better", Outcome.ALLOWED, article)


def _counts(
    route: RouteRule, device: LeavingDevice, seen: Circumstances, rules: Rules, outcome: Outcome
) -> bool | None:
    if outcome is Outcome.REFUSED or route.commitment == "none" or device.special:
        return False
    over = is_over_limit(device, seen.on, rules)
    if over or seen.committed is False:
        return False
    return None if over is None or seen.committed is None or outcome is Outcome.MISSING else True
