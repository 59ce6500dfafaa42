"""``jalons strategy plan``: the roadmap of an authority to a file, and a plan from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.plan_files.plan import PlanProblems, ReadPlan, by_kind
from jalons.strategy.engine.plan_files.plan_writer import plan_columns, plan_csv, plan_workbook
from jalons.strategy.web.authorities import as_json, find_authority, say
from jalons.strategy.web.roadmap.plan_exchange.plan_export import current_plan
from jalons.strategy.web.roadmap.plan_exchange.plan_import import read, rehearse, write
from jalons.strategy.words.plan_problems import problem_hint, problem_text

one_authority = click.option("--authority", "siren", required=True, help=say("cli.plan_authority"))


@click.group(help=say("cli.plan"))
def plan() -> None:
    """The sub-commands."""


@plan.command("export", help=say("cli.plan_export"))
@one_authority
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True,
              help=say("cli.out"))  # fmt: skip
@click.option("--columns", default="", help=say("cli.plan_columns"))
def export(*, siren: str, out: Path, columns: str) -> None:
    """Write the roadmap as XLSX, or as CSV when the name ends so."""
    known = plan_columns()
    chosen = [name.strip() for name in columns.split(",") if name.strip()]
    for name in chosen:
        if name not in known:
            raise StrategyError("plan_column_unknown", column=name, known=", ".join(known))
    plan_read = current_plan(find_authority(siren), with_confidential=True)
    written = plan_csv if out.suffix.lower() == ".csv" else plan_workbook
    out.write_bytes(written(plan_read, chosen or None))
    click.echo(say("cli.plan_written", count=len(plan_read.actions), file=out))


@plan.command("import", help=say("cli.plan_import"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@one_authority
@click.option("--dry-run", is_flag=True, help=say("cli.plan_dry_run"))
@as_json
def import_(*, file: Path, siren: str, dry_run: bool, as_json: bool) -> None:
    """Put a plan on the roadmap, or say what it would do."""
    authority = find_authority(siren)
    plan_read = read(file.read_bytes(), file.name)
    if dry_run:
        came = rehearse(authority=authority, plan=plan_read)
    else:
        came = write(authority=authority, user=None, plan=plan_read, name=file.name)
    problems = _problems(plan_read)
    counts = came["counts"]
    record = {
        "file": file.name,
        "dry_run": dry_run,
        "actions": counts,
        "refused": came["refused"],
        "exports": [each.key for each in plan_read.exports],
        "columns": [{"heading": each.heading, "field": each.field} for each in plan_read.columns],
        "unknown_statuses": list(plan_read.unknown_statuses),
        "problems": problems,
    }
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    for each in plan_read.exports:
        click.echo(say("cli.plan_export_known", tool=each.names["fr"]))
    for kind in by_kind(plan_read.problems):
        click.echo(_line(kind))
    for row, name, why in came["refused"]:
        click.echo(f"{row or ''} {name} — {why}".strip())
    click.echo(say("cli.plan_dry" if dry_run else "cli.plan_done", new=counts["new"],
                   changed=counts["changed"], same=counts["same"]))  # fmt: skip


def _line(kind: PlanProblems) -> str:
    """One line per kind of problem: its first case, how many, and the rows."""
    rows = ", ".join(str(row) for numbers in kind.rows.values() for row in numbers)
    return f"{problem_text(kind.first)} ({kind.count}{': ' if rows else ''}{rows})"


def _problems(plan_read: ReadPlan) -> list[dict[str, Any]]:
    return [
        {
            "code": problem.code,
            "sheet": problem.where.sheet,
            "row": problem.where.row,
            "column": problem.where.column,
            "message": problem_text(problem),
            "hint": problem_hint(problem),
        }
        for problem in plan_read.problems
    ]
