"""From sums of accounting lines and the rules people confirmed to the account of each family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from functools import lru_cache

from jalons.procurement.engine.agec.families import OUTSIDE, TargetShare
from jalons.procurement.engine.errors import ProcurementError
from jalons.tabular.folding import fold

CENT = Decimal("0.01")
ZERO = Decimal(0)


class Use(StrEnum):
    """What was bought: a line counts in one share only."""

    NEW = "new"
    REUSED = "reused"
    RECYCLED = "recycled"


@dataclass(frozen=True, slots=True)
class Group:
    """Accounting lines alike: their account, label and supplier, euros before tax, how many."""

    account: str
    label: str
    supplier: str
    amount: Decimal
    lines: int = 1

    @property
    def name(self) -> str:
        """Its account, label and supplier in one text."""
        return " · ".join(filter(None, (self.account, self.label, self.supplier))) or "–"


@dataclass(slots=True)
class Export:
    """The sums of an export, and what was left out of them.

    ``reasons`` counts the lines left out by code of ``messages.toml``; ``left_out`` lists the
    first: number, code, beginning of the text. ``other_years`` has the lines and euros of other
    years, ``credits`` those of negative lines, which are in the sums. ``unnamed`` counts the lines
    that named a person; ``merged``: labels were dropped, for there were too many.
    """

    lines: int = 0
    groups: tuple[Group, ...] = ()
    reasons: Counter[str] = field(default_factory=Counter)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    other_years: dict[int, tuple[int, Decimal]] = field(default_factory=dict)
    credits: tuple[int, Decimal] = (0, ZERO)
    undated: int = 0
    unnamed: int = 0
    merged: bool = False

    @property
    def total(self) -> Decimal:
        """Euros before tax of all the sums."""
        return sum((each.amount for each in self.groups), ZERO)


@dataclass(frozen=True, slots=True)
class Rule:
    """Where lines go: those whose account begins so, whose label and supplier have these words.

    Raises ``ProcurementError`` (``rule_empty``, ``rule_use``).
    """

    family: str
    use: Use = Use.NEW
    account: str = ""
    label: str = ""
    supplier: str = ""

    def __post_init__(self) -> None:
        if not (self.account or fold(self.label) or fold(self.supplier)):
            raise ProcurementError("rule_empty", field="account")
        if self.family == OUTSIDE and self.use is not Use.NEW:
            raise ProcurementError("rule_use", field="use")

    @property
    def weight(self) -> tuple[int, int]:
        """How precise it is: its number of criteria, then the digits of its account."""
        named = [each for each in (self.account, self.label, self.supplier) if each]
        return len(named), len(self.account)

    def fits(self, group: Group) -> bool:
        """Whether the rule is about a group."""
        return (
            group.account.startswith(self.account)
            and _has(group.label, self.label)
            and _has(group.supplier, self.supplier)
        )


@dataclass(frozen=True, slots=True)
class Assignment:
    """A group and the rule that is about it; ``disputed`` when two equal rules disagree."""

    group: Group
    rule: Rule | None = None
    disputed: bool = False


def assigned(groups: Iterable[Group], rules: Sequence[Rule]) -> tuple[Assignment, ...]:
    """Each group with the most precise rule about it; none when equal rules disagree."""
    ordered = sorted(rules, key=lambda each: each.weight, reverse=True)
    return tuple(_assigned(group, ordered) for group in groups)


def _assigned(group: Group, ordered: Sequence[Rule]) -> Assignment:
    best: Rule | None = None
    for rule in ordered:
        if best is not None and rule.weight < best.weight:
            break
        if not rule.fits(group):
            continue
        if best is not None and (best.family, best.use) != (rule.family, rule.use):
            return Assignment(group, disputed=True)
        best = rule
    return Assignment(group, best)


def unassigned(found: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """What no rule reached, the largest amounts first."""
    left = (each for each in found if each.rule is None)
    return tuple(sorted(left, key=lambda each: (-abs(each.group.amount), each.group.account)))


@lru_cache(maxsize=50_000)
def _words(text: str) -> str:
    return f" {fold(text)} "


def _has(text: str, wanted: str) -> bool:
    return not wanted or _words(wanted) in _words(text)


# Accounts -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FamilyAccount:
    """The year of a family, in euros before tax: purchases, of which reused, of which with
    recycled material, and gifts at their flat values (in no purchase).
    """

    family: str
    spent: Decimal = ZERO
    reused: Decimal = ZERO
    recycled: Decimal = ZERO
    gifts: Decimal = ZERO

    def plus(self, more: FamilyAccount) -> FamilyAccount:
        """The sum of two accounts of the same family."""
        return FamilyAccount(
            self.family, self.spent + more.spent, self.reused + more.reused,
            self.recycled + more.recycled, self.gifts + more.gifts,
        )  # fmt: skip

    @property
    def total(self) -> Decimal:
        """Euros of purchases and gifts: what is declared as the total."""
        return self.spent + self.gifts

    @property
    def reused_share(self) -> Decimal | None:
        """The reused part of purchases (0 to 1); None without purchases, or when they are off."""
        return _part(self.reused, self.spent)

    @property
    def recycled_share(self) -> Decimal | None:
        """The part of purchases with recycled material (0 to 1); None as above."""
        return _part(self.recycled, self.spent)

    def counted(self, share: TargetShare) -> Decimal | None:
        """The share (0 to 1) a target is compared with: gifts count as reused, and in the total."""
        reused, recycled = self.reused + self.gifts, self.recycled
        parts = {
            TargetShare.REUSED: reused,
            TargetShare.RECYCLED: recycled,
            TargetShare.EITHER: reused + recycled,
        }
        return _part(parts[share], self.total)

    def bought(self, amount: Decimal, share: TargetShare, *, instead: bool) -> FamilyAccount:
        """The account with ``amount`` more of reused or recycled goods, in place of new ones or
        on top of them.
        """
        use = Use.RECYCLED if share is TargetShare.RECYCLED else Use.REUSED
        after = self.plus(purchase(self.family, use, amount))
        return replace(after, spent=self.spent) if instead else after


def _part(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole > 0 and 0 <= part <= whole else None


def accounts(
    found: Iterable[Assignment], by_hand: Iterable[FamilyAccount] = ()
) -> dict[str, FamilyAccount]:
    """The account of each family with an amount: assigned groups, then what people typed."""
    sums: dict[str, FamilyAccount] = {}

    bought = (
        purchase(each.rule.family, each.rule.use, each.group.amount)
        for each in found
        if each.rule is not None and each.rule.family != OUTSIDE
    )
    for each in (*bought, *by_hand):
        sums[each.family] = sums.get(each.family, FamilyAccount(each.family)).plus(each)
    return sums


def purchase(family: str, use: Use, amount: Decimal) -> FamilyAccount:
    """The account of one purchase, in euros before tax: it counts in one share only."""
    reused = amount if use is Use.REUSED else ZERO
    return FamilyAccount(family, amount, reused, amount if use is Use.RECYCLED else ZERO)


# What if ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TargetGap:
    """What is missing to reach a share, in euros: in place of new goods, or on top of them.

    ``on_top`` is None when nothing bought on top can reach it. ``units`` is how many at a price,
    in place of new ones.
    """

    instead: Decimal
    on_top: Decimal | None
    units: int | None = None


def gap(
    account: FamilyAccount, share: TargetShare, least: Decimal, price: Decimal | None = None
) -> TargetGap | None:
    """What is missing to reach ``least`` (0 to 1); zero when it is reached, None without total."""
    counted = account.counted(share)
    if counted is None:
        return None
    missing = max(ZERO, least - counted) * account.total
    instead = missing.quantize(CENT, ROUND_CEILING)
    on_top = (missing / (1 - least)).quantize(CENT, ROUND_CEILING) if least < 1 else None
    if not missing:
        on_top = ZERO
    units = int((instead / price).to_integral_value(ROUND_CEILING)) if price else None
    return TargetGap(instead, on_top, units)
