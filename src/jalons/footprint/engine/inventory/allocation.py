"""The allocation of a host to its guests: by key, vCPU, storage, else in equal parts.

The rule of NumEcoEval, and ours: both read it here.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

TOLERANCE = 1e-9


def with_shares(placed: pl.DataFrame) -> pl.DataFrame:
    """Each guest with its ``share`` (0 to 1) of its host, and the ``way`` it was computed.

    ``placed``: a row per guest with ``host_at`` (the place of its host, null when it has none),
    ``key``, ``vcpu``, ``storage``, ``cloud`` and ``kind`` (``calcul`` or ``stockage``: which of the
    two measures it asks for). Guests of the cloud have no host here: they count for nothing. A
    measure serves when all the guests of a host state it. ``whole`` is the sum of the shares of a
    host where it is not 1, ``among`` how many share it.
    """
    vcpu, storage, key = pl.col("vcpu"), pl.col("storage"), pl.col("key")
    counted = pl.col("cloud").not_()
    totals = placed.filter(counted & pl.col("host_at").is_not_null()).group_by("host_at").agg(
        pl.when((vcpu > 0).fill_null(value=False).all()).then(vcpu.sum()).alias("all_vcpu"),
        pl.when((storage > 0).fill_null(value=False).all())
        .then(storage.sum())
        .alias("all_storage"),
        pl.len().cast(pl.Float64).alias("among"),
    )  # fmt: skip
    frame = placed.join(totals, on="host_at", how="left", maintain_order="left")
    keyed = key.is_between(0, 1).fill_null(value=False)
    by_cpu = (pl.col("kind") == "calcul") & pl.col("all_vcpu").is_not_null()
    by_disk = (pl.col("kind") == "stockage") & pl.col("all_storage").is_not_null()
    way = (
        pl.when(keyed)
        .then(pl.lit("key"))
        .when(by_cpu.fill_null(value=False))
        .then(pl.lit("vcpu"))
        .when(by_disk.fill_null(value=False))
        .then(pl.lit("storage"))
        .otherwise(pl.lit("count"))
    )
    share = (
        pl.when(pl.col("way") == "key")
        .then(key)
        .when(pl.col("way") == "vcpu")
        .then(vcpu / pl.col("all_vcpu"))
        .when(pl.col("way") == "storage")
        .then(storage / pl.col("all_storage"))
        .otherwise(1 / pl.col("among"))
    )
    shared = frame.with_columns(way.alias("way")).with_columns(
        pl.when(counted).then(share).alias("share")
    )
    whole = pl.col("share").sum().over("host_at")
    uneven = pl.col("host_at").is_not_null() & ((whole - 1).abs() > TOLERANCE)
    return shared.with_columns(pl.when(uneven).then(whole).alias("whole"))


def cyclic(above: Mapping[str, str]) -> set[str]:
    """The names of cycles: those that are their own host, directly or not."""
    return {name for name in above if _comes_back(name, above)}


def _comes_back(start: str, above: Mapping[str, str]) -> bool:
    seen, at = set(), start
    while at in above and at not in seen:
        seen.add(at)
        at = above[at]
    return at == start
