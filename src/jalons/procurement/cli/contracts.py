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
from jalons.procurement.words.contracts import fault_lines, share_words
from jalons.procurement.words.sentences import say


@click.command("decp", help=say("help.decp"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=say("help.decp_json"))
@click.option("--siren", default="", help=say("help.decp_siren"))
def decp(*, file: Path, as_json: bool, siren: str) -> None:
    """Print the faults and the shares of a file; exit with 1 when it is not valid."""
    rows = read_decp(file.read_bytes(), siren)
    counted = [each.contract for each in rows if not each.left_out]
    breaks = [fault.breaks for each in rows for fault in each.faults]
    total = {"count": len(rows), "counted": len(counted), "faults": sum(breaks),
             "doubts": len(breaks) - sum(breaks) + len(rows) - len(counted)}  # fmt: skip
    shares = contract_shares((digital_by_cpv(each.cpv), each.environment,
                              each.amount or Decimal(0), None) for each in counted)  # fmt: skip
    said = [(each.contract.number, lines) for each in rows
            if (lines := fault_lines(each, language()))]  # fmt: skip
    if as_json:
        bounds = {n: s and [s.value.low, s.value.mid, s.value.high] for n, s in shares.items()}
        faults = [{"contract": number, "faults": lines} for number, lines in said]
        found = {**total, "percent": bounds, "contracts": faults}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for number, lines in said:
            click.echo("\n  ".join([say("decp.contract", number=number), *lines]))
        click.echo(say("decp.total", None, **total))
        for name in ("digital", "environment_number", "environment_amount"):
            words = share_words(shares[name], language())
            click.echo(say("decp.share", what=say(f"share.{name}"), share=words))
    raise SystemExit(bool(total["faults"]))


COMMANDS: tuple[click.Command, ...] = (decp,)
