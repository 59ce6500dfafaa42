"""``jalons procurement decp``: a file of essential data validated, its shares printed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import click

from jalons.kernel.errors import language
from jalons.procurement.capture.decp import read_decp
from jalons.procurement.engine.contracts.record import digital_by_cpv
from jalons.procurement.engine.contracts.shares import contract_shares
from jalons.procurement.words.contracts import fault_lines
from jalons.procurement.words.sentences import say


@click.command("decp", help=say("help.decp"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--siren", default="", help=say("help.decp_siren"))
def decp(*, file: Path, siren: str) -> None:
    """Print as JSON the shares (low, middle, high) and the faults; exit 1 when it is not valid."""
    rows = read_decp(file.read_bytes(), siren)
    counted = [each.contract for each in rows if not each.left_out]
    breaks = [fault.breaks for each in rows for fault in each.faults]
    shares = contract_shares((digital_by_cpv(each.cpv), each.environment,
                              each.amount or Decimal(0), None) for each in counted)  # fmt: skip
    said = ((each.contract.number, fault_lines(each, language())) for each in rows)
    found = {
        "contracts": len(rows), "counted": len(counted), "faults": sum(breaks),
        "doubts": len(breaks) - sum(breaks),
        "percent": {n: s and [s.value.low, s.value.mid, s.value.high] for n, s in shares.items()},
        "to_correct": [{"contract": number, "why": lines} for number, lines in said if lines],
    }  # fmt: skip
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    raise SystemExit(any(breaks))


COMMANDS: tuple[click.Command, ...] = (decp,)
