"""Drafts of waste slips for Trackdéchets: one for each waste code, never sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jalons.reuse.engine.lots.weights import LotDevice, Mass, mass, table


@dataclass(frozen=True, slots=True)
class Company:
    """An establishment: its name, its SIRET when it is known."""

    name: str
    siret: str = ""

    @property
    def document(self) -> dict[str, str]:
        """As a CompanyInput."""
        return {"name": self.name, **({"siret": self.siret} if self.siret else {})}


@dataclass(frozen=True, slots=True)
class WasteDraft:
    """A draft: its code, the document (a FormInput), what its mass rests on, what it lacks.

    ``lacks`` are codes of ``lots.weee_lacks``. The code is inferred from the kinds of devices.
    """

    code: str
    document: dict[str, Any]
    mass: Mass
    lacks: tuple[str, ...]


def weee_drafts(
    name: str,
    devices: Iterable[LotDevice],
    emitter: Company,
    recipient: Company,
    *,
    household: bool = False,
) -> tuple[WasteDraft, ...]:
    """The drafts of a lot: devices that may contain a hazardous component apart from the others.

    ``household``: with the codes of household waste. What is not known is left out and named in
    ``lacks``: nothing is filled by default.
    """
    waste = table()["waste"]
    codes = waste["household"] if household else waste
    by_code: defaultdict[str, list[LotDevice]] = defaultdict(list)
    for each in devices:
        hazardous = each.kind not in waste["harmless_kinds"]
        by_code[codes["hazardous" if hazardous else "other"]].append(each)
    return tuple(
        _draft(name, code, found, emitter, recipient) for code, found in sorted(by_code.items())
    )


def _draft(
    name: str, code: str, devices: list[LotDevice], emitter: Company, recipient: Company
) -> WasteDraft:
    found = mass(devices)
    details: dict[str, Any] = {
        "code": code,
        "name": table()["waste"]["names"][code],
        "isDangerous": code.endswith("*"),
        "consistences": ["SOLID"],
    }
    lacks = ["packaging", "operation", "transporter", "pop"]
    if found.unknown:
        lacks.append("weight")
    else:
        details["quantity"] = float(found.kg / 1000)
        details["quantityType"] = "ESTIMATED" if found.inferred else "REAL"
    lacks += [who for who, each in (("emitter", emitter), ("recipient", recipient))
              if not each.siret]  # fmt: skip
    lacks += ["adr"] if code.endswith("*") else []
    document = {
        "customId": name[:120],
        "emitter": {"type": "PRODUCER", "company": emitter.document},
        "recipient": {"company": recipient.document, "isTempStorage": False},
        "wasteDetails": details,
    }
    return WasteDraft(code, document, found, tuple(lacks))
