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

SOLD_AS_SET = "desktop"  # its resale price is that of a computer with its screen and its keyboard
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
    return (device.retired_on or on) > years_later(device.bought_on, rules.age_limit)


def years_later(day: date, years: int) -> date:
    """The same day of a later year; 1 March for 29 February."""
    month, number = (3, 1) if (day.month, day.day) == _LEAP_DAY else (day.month, day.day)
    return date(day.year + years, month, number)


def _reasons(
    route: RouteRule, device: LeavingDevice, seen: Circumstances, rules: Rules
) -> Iterator[RouteReason]:
    yield from _special(route, device, rules.special_article)
    yield from _age(route, device, seen, rules)
    if route.ceiling is not None:
        yield from _value(route, device, route.ceiling)
    if route.key == "public":
        yield from _public_price(device, rules)
    if seen.resale_price is not None and route.resale == "never":
        yield _refuse("resale_never", rules.resale_law)
    elif seen.resale_price is not None and route.resale == "capped":
        yield from _resale(seen.resale_price, device, seen, rules)
    if route.key == "recycler":
        yield from _reuse_first(device, seen, rules)
    elif not route.any_age and device.working is False:
        yield _note("not_working")


def _note(code: str, article: str = "", **facts: Any) -> RouteReason:
    return RouteReason(code, Outcome.ALLOWED, article, facts=facts)


def _refuse(code: str, article: str, **facts: Any) -> RouteReason:
    return RouteReason(code, Outcome.REFUSED, article, facts=facts)


def _ask(asks: str, code: str, article: str, **facts: Any) -> RouteReason:
    return RouteReason(code, Outcome.MISSING, article, asks, facts)


def _special(route: RouteRule, device: LeavingDevice, article: str) -> Iterator[RouteReason]:
    if device.special:
        destroyed = _note("special_destroyed", article)
        yield destroyed if route.any_age else _refuse("special", article)
    elif device.special is None and not route.any_age:
        yield _note("special_supposed", article)


def _age(
    route: RouteRule, device: LeavingDevice, seen: Circumstances, rules: Rules
) -> Iterator[RouteReason]:
    over, article = is_over_limit(device, seen.on, rules), rules.age_article
    limit = rules.age_limit
    if over and route.any_age:
        yield _note("over_limit_recycled", article, limit=limit)
    elif over:
        yield _refuse("over_limit", article, limit=limit, bought=device.bought_on)
    elif over is None and not route.any_age:
        yield _ask("bought_on", "age_unknown", article, limit=limit)


def _value(route: RouteRule, device: LeavingDevice, most: Decimal) -> Iterator[RouteReason]:
    article = route.ceiling_article
    if device.kind == UNNAMED:
        yield _ask("kind", "kind_unknown", route.article)
    if device.value is None:
        yield _ask("value", "value_unknown", article, ceiling=most)
    elif device.value > most:
        yield _refuse("value_over", article, ceiling=most, value=device.value)
    else:
        yield _note("value_within", article, ceiling=most)


def _public_price(device: LeavingDevice, rules: Rules) -> Iterator[RouteReason]:
    """The decree names the transfer to a public body, not its price; gifts have a ceiling."""
    most = rules.route("rup").ceiling
    if most is not None and (device.value is None or device.value > most):
        yield _note("public_price", ceiling=most)


def _resale(
    price: Decimal, device: LeavingDevice, seen: Circumstances, rules: Rules
) -> Iterator[RouteReason]:
    """What a taker that will sell the device again may do."""
    article, most = rules.resale_article, rules.resale_prices.get(device.kind)
    if most is None and device.kind != UNNAMED:
        yield _refuse("resale_no_price", article)
    elif most is not None and price > most:
        yield _refuse("resale_over", article, price=price, most=most)
    elif device.kind == SOLD_AS_SET:
        yield _note("resale_set", article)
    if seen.to_precarious is None:
        yield _ask("to_precarious", "resale_to_whom", article)
    elif not seen.to_precarious:
        yield _refuse("resale_public", article)
    if device.working is None:
        yield _ask("working", "resale_works", article)
    elif not device.working:
        yield _refuse("resale_broken", article)


def _reuse_first(device: LeavingDevice, seen: Circumstances, rules: Rules) -> Iterator[RouteReason]:
    """A recycler without approved eco-organisation is no route of the decree for a young device."""
    over, article = is_over_limit(device, seen.on, rules), rules.route("eco_organism").article
    if device.special or over:
        return
    if over is None:
        yield _ask("bought_on", "age_unknown", rules.age_article, limit=rules.age_limit)
    elif device.working is None:
        yield _ask("working", "working_unknown", article)
    elif device.working:
        yield _refuse("reuse_first", article)
    else:
        yield _note("eco_organism_better", article)


def _counts(
    route: RouteRule, device: LeavingDevice, seen: Circumstances, rules: Rules, outcome: Outcome
) -> bool | None:
    over = is_over_limit(device, seen.on, rules)
    never = outcome is Outcome.REFUSED or route.commitment == "none" or device.special
    if never or over or seen.committed is False:
        return False
    return None if over is None or seen.committed is None or outcome is Outcome.MISSING else True
