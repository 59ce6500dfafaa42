"""Drafts of waste slips for Trackdéchets: one for each waste code, never sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from jalons.reuse.engine.lots.weights import LotDevice, mass, table


class Company(NamedTuple):
    """An establishment: its name, its SIRET when it is known."""

    name: str
    siret: str = ""


class WasteDraft(NamedTuple):
    """A draft: its code, inferred from the kinds of devices, the FormInput, what it lacks.

    ``lacks`` are codes of ``lots.weee_lacks``.
    """

    code: str
    document: dict[str, Any]
    lacks: tuple[str, ...]


def weee_drafts(
    name: str, devices: Iterable[LotDevice], emitter: Company, recipient: Company,
    *, household: bool | None = None,
) -> tuple[WasteDraft, ...]:  # fmt: skip
    """The drafts of a lot: devices that may contain a hazardous component apart from the others.

    ``household``: whether it is waste of households, or like theirs; without an answer the codes
    are those of professionals, and ``lacks`` says so. What else is not known is left out and named
    there: nothing is filled by default.
    """
    waste, form = table()["waste"], table()["waste"]["form"]
    codes = waste["household"] if household else waste
    by_code: defaultdict[str, list[LotDevice]] = defaultdict(list)
    for each in devices:
        harmless = each.kind in waste["harmless_kinds"]
        by_code[codes["other" if harmless else "hazardous"]].append(each)
    parties = {
        "customId": name,
        "emitter": {"type": form["emitter"], "company": _filled(emitter)},
        "recipient": {"company": _filled(recipient), "isTempStorage": False},
    }
    sirets = {"emitter": emitter.siret, "recipient": recipient.siret}
    unknown = [who for who, siret in sirets.items() if not siret]
    unknown += ["origin"] if household is None else []
    return tuple(_draft(code, by_code[code], parties, unknown) for code in sorted(by_code))


def _filled(company: Company) -> dict[str, str]:
    return {name: value for name, value in company._asdict().items() if value}


def _draft(
    code: str, devices: list[LotDevice], parties: dict[str, Any], unknown: list[str]
) -> WasteDraft:
    found, hazardous = mass(devices), code.endswith("*")
    form = table()["waste"]["form"]
    details = {"code": code, "name": table()["waste"]["names"][code], "isDangerous": hazardous,
               "consistences": [form["consistence"]]}  # fmt: skip
    if not found.unknown:
        basis = form["inferred" if found.inferred else "measured"]
        details |= {"quantity": float(found.kg / 1000), "quantityType": basis}
    more = [*(["weight"] if found.unknown else []), *unknown, *(["adr"] if hazardous else [])]
    lacks = ("packaging", "operation", "transporter", "pop", *more)
    return WasteDraft(code, {**parties, "wasteDetails": details}, lacks)
