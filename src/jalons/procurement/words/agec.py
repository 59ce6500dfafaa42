"""AGEC accounts in words: the sentence of a year, its targets, what is wrong with a declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from jalons import wording
from jalons.procurement.engine.agec.declaration import Finding
from jalons.procurement.engine.agec.families import (
    IT,
    AgecFamily,
    Target,
    TargetShare,
    aims,
    following,
    in_force,
)
from jalons.procurement.engine.agec.spending import CENT, Export, FamilyAccount, TargetGap
from jalons.procurement.words.sentences import euros, say

_SHARES = (TargetShare.REUSED, TargetShare.RECYCLED, TargetShare.EITHER)


def percent(share: Decimal | None, lang: str) -> str:
    """A share (0 to 1) in per cent, one decimal when it has one; a dash when it is unknown."""
    if share is None:
        return wording.format_percent(None, lang)
    whole = round(share * 100, 1) == int(round(share * 100, 1))
    return wording.format_percent(float(share), lang, 0 if whole else 1)


def short(family: AgecFamily, lang: str) -> str:
    """The short name of a family."""
    return family.short.get(lang) or family.short["fr"]


def main_family(found: Mapping[str, FamilyAccount]) -> FamilyAccount | None:
    """The account a page speaks of first: IT, else the largest; None without any."""
    largest = max(found.values(), key=lambda each: each.total, default=None)
    return found.get(IT, largest)


def headline(year: int, account: FamilyAccount | None, family: AgecFamily | None, lang: str) -> str:
    """The year of a family in one sentence."""
    if account is None or family is None:
        return say("agec.nothing", lang, year=str(year))
    share = account.reused_share
    if share is None:
        key = "agec.gifts_only" if account.gifts and not account.spent else "agec.incoherent"
        return say(key, lang, year=str(year), family=short(family, lang))
    key = "agec.it" if account.family == IT else "agec.other"
    part = percent(share, lang)
    return say(key, lang, year=str(year), share=part, family=short(family, lang))


def target_words(targets: Iterable[Target], account: FamilyAccount, year: int, lang: str) -> str:
    """What the decree asks for in a year and after, and whether it is reached, as far as known."""
    known = list(targets)
    said = [
        _of_share(known, account, share, year, lang)
        for share in _SHARES
        if any(each.least is not None for each in known if _is(each, account.family, share))
    ]
    return " ".join(said) or say("agec.target_unknown", lang)


def _is(target: Target, family: str, share: TargetShare) -> bool:
    return (target.family, target.share) == (family, share)


def _of_share(
    targets: list[Target], account: FamilyAccount, share: TargetShare, year: int, lang: str
) -> str:
    now = in_force(targets, account.family, share, year)
    later = following(targets, account.family, share, year)
    parts = []
    if now is not None and now.least is not None:
        counted = account.counted(share)
        state = "unsure" if counted is None else "met" if counted >= now.least else "missed"
        words = {"least": percent(now.least, lang), "counted": percent(counted, lang)}
        if counted is not None and state == "missed" and words["counted"] == words["least"]:
            below = (counted * 100).quantize(CENT, ROUND_FLOOR)  # else it would look reached
            words["counted"] = wording.percent_sign(wording.format_number(below, lang), lang)
        parts.append(say(f"agec.now_{state}", lang, year=str(year), of=of(share, lang), **words))
    if later is not None and later.least is not None:
        least = percent(later.least, lang)
        key = "agec.then" if parts else "agec.later"
        parts.append(say(key, lang, year=str(later.year), least=least, of=of(share, lang)))
    return " ".join(parts)


def of(share: TargetShare, lang: str) -> str:
    """What a share is made of, in words."""
    return say(f"agec.of_{share.value}", lang)


def family_heads(lang: str) -> tuple[str, ...]:
    """The headings of a table of families: the amounts of ``family_cells``, then the targets."""
    names = ("family", "spent", "reused", "gifts", "recycled", "reused_share", "target")
    return tuple(say(f"agec.column_{name}", lang) for name in names)


def family_cells(family: AgecFamily, account: FamilyAccount, lang: str) -> tuple[str, ...]:
    """A family, its amounts in euros and its reused share, for a table."""
    amounts = (account.spent, account.reused, account.gifts, account.recycled)
    shown = (euros(value, lang) for value in amounts)
    return short(family, lang), *shown, percent(account.reused_share, lang)


def aims_words(targets: Iterable[Target], family: str, year: int, lang: str) -> str:
    """The targets in force for a family in a year, in words; empty while none is filled in."""
    found = aims(targets, family, year)
    return ", ".join(f"{percent(each.least, lang)} {of(each.share, lang)}" for each in found)


def family_rows(
    found: Mapping[str, FamilyAccount], families: Iterable[AgecFamily], targets: Iterable[Target],
    year: int, lang: str,
) -> list[tuple[str, ...]]:  # fmt: skip
    """A row for each family that has an account: its cells, then its targets in words."""
    known = list(targets)
    return [
        (*family_cells(each, found[each.code], lang), aims_words(known, each.code, year, lang))
        for each in families
        if each.code in found
    ]


def finding_words(finding: Finding, lang: str) -> str:
    """What is wrong with a row of a declaration, and how to put it right."""
    facts = {
        name: euros(value, lang) if isinstance(value, Decimal) else value
        for name, value in finding.facts.items()
    }
    text = say(finding.code, lang, **facts)
    return say("agec.row", lang, row=finding.row, text=text) if finding.row else text


def gap_words(found: TargetGap | None, share: TargetShare, least: Decimal, lang: str) -> str:
    """How much more must be reused or recycled to reach a share."""
    values = {"least": percent(least, lang), "of": of(share, lang)}
    if found is None:
        return say("agec.gap_unsure", lang)
    if not found.instead:
        return say("agec.gap_none", lang, **values)
    instead, on_top = (
        "" if each is None else euros(each.to_integral_value(ROUND_CEILING), lang)
        for each in (found.instead, found.on_top)
    )
    return say("agec.gap", lang, instead=instead, on_top=on_top, **values)


def export_words(found: Export, vat: Decimal | None, lang: str) -> list[str]:
    """What was read of an export and what was left out, a sentence each."""
    number = wording.format_number(found.lines, lang)
    rate = percent(vat, lang) if vat is not None else ""
    said = [say("agec.read", lang, lines=number, total=euros(found.total, lang), vat=rate)]
    for code, count in found.reasons.items():
        said.append(say("agec.read_left", lang, count=count, reason=say(code, lang)))
    for year, (count, amount) in sorted(found.other_years.items()):
        values = {"count": count, "year": str(year), "amount": euros(amount, lang)}
        said.append(say("agec.read_years", lang, **values))
    count, amount = found.credits
    if count:
        said.append(say("agec.read_credits", lang, count=count, amount=euros(amount, lang)))
    for key, count in (("undated", found.undated), ("unnamed", found.unnamed)):
        if count:
            said.append(say(f"agec.read_{key}", lang, count=count))
    if found.merged:
        said.append(say("agec.read_merged", lang))
    return said
