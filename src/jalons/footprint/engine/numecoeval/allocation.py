"""Virtual equipment and applications: the impact of a host shared out among those it carries."""

from __future__ import annotations

import numpy as np
import polars as pl

from jalons.footprint.engine.inventory.allocation import cyclic, with_shares
from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.numecoeval.layouts import Table
from jalons.footprint.engine.numecoeval.level import Level, Problem, Problems, nan_for_problems
from jalons.footprint.engine.numecoeval.referential import Array
from jalons.kernel import Where

CLOUD = "CLOUD_SERVICES"


def virtual_level(rows: pl.DataFrame, hosts: Level) -> tuple[Level, list[Notice]]:
    """Virtual equipment: the host's impact × sharing key, share of vCPU or storage, or 1/n."""
    named = rows.select(
        "file",
        "row",
        pl.col("nomEquipementVirtuel").fill_null("").alias("name"),
        pl.col("nomEquipementPhysique").alias("host"),
        pl.col("nomSourceDonneeEquipementPhysique").alias("origin"),
        pl.col("cleRepartition").alias("key"),
        pl.col("vCPU").alias("vcpu"),
        pl.col("capaciteStockage").alias("storage"),
        pl.col("typeEqv").str.to_lowercase().alias("kind"),
        (pl.col("typeInfrastructure") == CLOUD).fill_null(value=False).alias("cloud"),
    )
    placed = _hosted(named, hosts)
    shared = _shares(placed)
    return _level(Table.VIRTUAL, shared, hosts), _remarks(shared)


def application_level(
    rows: pl.DataFrame, virtuals: Level | None, hosts: Level
) -> tuple[list[Level], list[Notice]]:
    """Applications: the impact of their virtual equipment ÷ number of applications on it.

    One that names no virtual equipment shares its physical one (a doubt its trace reports): those
    make a level of their own, for their hosts are another table.
    """
    named = rows.select(
        "file",
        "row",
        pl.col("nomApplication").fill_null("").alias("name"),
        pl.col("nomEquipementVirtuel").alias("virtual"),
        pl.col("nomEquipementPhysique").alias("physical"),
        pl.lit(value=False).alias("cloud"),
    )
    levels, notices = [], []
    for column, carriers in (("virtual", virtuals), ("physical", hosts)):
        apart = pl.col("virtual").is_not_null() == (column == "virtual")
        part = named.filter(apart).with_columns(pl.col(column).alias("host"))
        if part.is_empty():
            continue
        within = pl.col("physical") if column == "virtual" else pl.lit(None, pl.String)
        part = part.with_columns(within.alias("origin"))
        placed = _hosted(part, carriers)
        shared = placed.with_columns(
            (1 / pl.len().over("host_at")).alias("share"),
            pl.len().over("host_at").alias("among"),
            pl.lit("applications").alias("way"),
            pl.lit(column == "physical").alias("doubt_share"),
            pl.lit(value=False).alias("cycle"),
            pl.lit(value=False).alias("nested"),
        )
        levels.append(_level(Table.APPLICATION, shared, carriers or hosts))
        notices += _remarks(shared)
    return levels, notices


def _hosted(named: pl.DataFrame, hosts: Level | None) -> pl.DataFrame:
    """Each row with the place of its host; one that names the data source too is preferred."""
    if hosts is None:
        return named.with_columns(
            pl.lit(None, pl.UInt32).alias("host_at"), pl.lit(value=False).alias("twin")
        )
    second = "host" if "host" in hosts.subjects.columns else "origin"
    carriers = hosts.subjects.select(
        pl.col("name").alias("host"), pl.col(second).alias("by")
    ).with_row_index("host_at")
    exact = carriers.with_columns((pl.len().over("host", "by") > 1).alias("exact_twin"))
    exact = exact.unique(["host", "by"], keep="first", maintain_order=True)
    loose = carriers.with_columns((pl.len().over("host") > 1).alias("loose_twin"))
    loose = loose.unique("host", keep="first", maintain_order=True)
    joined = named.join(
        exact.rename({"host_at": "exact_at", "by": "origin"}),
        on=["host", "origin"],
        how="left",
        maintain_order="left",
    ).join(
        loose.select("host", "loose_twin", pl.col("host_at").alias("loose_at")),
        on="host",
        how="left",
        maintain_order="left",
    )
    return joined.with_columns(
        pl.coalesce("exact_at", "loose_at").alias("host_at"),
        pl.coalesce("exact_twin", "loose_twin").fill_null(value=False).alias("twin"),
    )


def _shares(placed: pl.DataFrame) -> pl.DataFrame:
    """The share of each row in its host, how it was found, and hosts that are no hosts."""
    shared = with_shares(placed)
    nested, cycle = _nesting(shared)
    return shared.with_columns(
        (pl.col("way") == "count").alias("doubt_share"),
        nested.alias("nested"),
        cycle.alias("cycle"),
    )


def _nesting(frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Rows whose host is another virtual one, and those that come back to themselves."""
    orphan = frame.filter(pl.col("host_at").is_null() & pl.col("host").is_not_null())
    above = dict(orphan.select("name", "host").iter_rows())
    everyone = set(frame["name"].to_list())
    around = cyclic(above)
    lost = frame["host_at"].is_null()
    hosts = frame["host"].fill_null("")
    return (
        lost & hosts.is_in(list(everyone)),
        lost & frame["name"].is_in(list(around)),
    )


def _remarks(frame: pl.DataFrame) -> list[Notice]:
    lost = pl.col("host_at").is_null() & pl.col("cloud").not_()
    plain = lost & pl.col("nested").not_() & pl.col("cycle").not_()
    checks = [
        ("numecoeval_cloud", pl.col("cloud"), "host"),
        ("numecoeval_host", plain, "host"),
        ("numecoeval_host_twice", pl.col("twin"), "host"),
        ("numecoeval_host_cycle", lost & pl.col("cycle"), "host"),
        ("numecoeval_host_nested", lost & pl.col("nested") & pl.col("cycle").not_(), "host"),
    ]
    if "key" in frame.columns:
        checks.append(("numecoeval_key", pl.col("key").is_between(0, 1).not_(), "key"))
    notices = []
    for code, hit, column in checks:
        found = frame.filter(hit.fill_null(value=False)).select("file", "row", "name", column)
        notices += [
            Notice(code, Where(file=file, row=row), {"name": name, "value": value or ""})
            for file, row, name, value in found.iter_rows()
        ]
    if "whole" in frame.columns:
        uneven = frame.drop_nulls("whole").unique("host_at", keep="first", maintain_order=True)
        notices += [
            Notice("numecoeval_shares", Where(file=file, row=row), {"name": host, "value": whole})
            for file, row, host, whole in uneven.select("file", "row", "host", "whole").iter_rows()
        ]
    return notices


def _level(table: Table, shared: pl.DataFrame, hosts: Level) -> Level:
    """The impacts of hosts × shares; a host without impact leaves its guests with its problem."""
    found = shared["host_at"].is_not_null().to_numpy()
    at = shared["host_at"].fill_null(0).to_numpy()
    shape = (shared.height, len(hosts.stages), len(hosts.criteria))
    share = shared["share"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if hosts.subjects.height and shared.height:
        inputs: Array = np.where(found[:, None, None], hosts.values[at], np.nan)
        inherited: Problems = hosts.problems[at]
    else:
        inputs, inherited = np.full(shape, np.nan), np.zeros(shape, np.int8)
    problems = np.where(found[:, None, None], inherited, Problem.HOST).astype(np.int8)
    problems[shared["cloud"].to_numpy()] = Problem.CLOUD
    values = inputs * share[:, None, None]
    return Level(
        table,
        shared,
        hosts.stages,
        hosts.criteria,
        hosts.units,
        nan_for_problems(values, problems),
        inputs,
        problems,
        np.zeros(shape, np.int32),
    )
