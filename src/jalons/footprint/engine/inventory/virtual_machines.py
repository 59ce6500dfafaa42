"""Virtual machines and applications: their host, their share of it, their problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from jalons.footprint.engine.inventory.allocation import TOLERANCE, cyclic, with_shares
from jalons.footprint.engine.inventory.line import Nature, Notice
from jalons.kernel import Where
from jalons.tabular.folding import fold

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class PlacedGuest:
    """A guest: ``host`` is the physical line that carries it in the end (null when there is none),
    ``share`` (0 to 1) its part of it, ``carrier`` what it names; ``instance`` its cloud type.
    """

    name: str
    where: Where
    carrier: str
    host: int | None
    host_name: str
    share: float | None
    way: str
    direct: bool
    provider: str
    instance: str | None
    hours: float | None
    load: float | None
    country: str | None


@dataclass(frozen=True, slots=True)
class _Names:
    """The lines of an inventory by folded name: devices counted, devices left out, guests."""

    counted: Mapping[str, int]
    left_out: Mapping[str, int]
    guests: Mapping[str, int]

    def host(self, name: str, guest: int) -> int | None:
        """The line a guest names: a counted device first, else another guest."""
        found = self.counted.get(name)
        if found is None:
            other = self.guests.get(name)
            found = None if other == guest and name not in self.left_out else other
        return found


def has_guests(lines: pl.DataFrame) -> bool:
    """Whether an inventory has virtual machines, applications or cloud instances."""
    return bool((lines["nature"] == Nature.VIRTUAL).any())


def place_guests(lines: pl.DataFrame) -> tuple[list[PlacedGuest], list[Notice]]:
    """The virtual lines of an inventory with their host and share, and notices on the others.

    ``lines``: judged, with ``at`` numbering them. A host that does not exist, is not counted, or
    comes back to itself leaves its guests without a share; the others are computed.
    """
    guests = lines.filter(pl.col("nature") == Nature.VIRTUAL)
    if not guests.height:
        return [], []
    names = _names(lines, guests)
    frame = _hosted(guests, names)
    shared = with_shares(frame)
    notices = _overfull(shared)
    share = pl.col("share") / pl.when(pl.col("whole") > 1 + TOLERANCE).then("whole").otherwise(1.0)
    rows = shared.with_columns(share.alias("share")).rows(named=True)
    known = {row["at"]: row for row in rows}
    around = cyclic({
        str(row["at"]): str(row["host_at"]) for row in rows if row["host_at"] in known
    })  # fmt: skip
    labels = dict(lines.select("at", "label").iter_rows())
    placed = [_placed(row, known, labels, around) for row in rows]
    return placed, [*_unplaced(rows, names, around, placed), *notices]


def _names(lines: pl.DataFrame, guests: pl.DataFrame) -> _Names:
    devices = lines.filter((pl.col("nature") == Nature.DEVICE) & (pl.col("label") != ""))
    counted = pl.col("reason").is_null()
    return _Names(_first(devices.filter(counted)), _first(devices.filter(~counted)), _first(guests))


def _first(lines: pl.DataFrame) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, label in lines.select("at", "label").iter_rows():
        if label:
            found.setdefault(fold(label), at)
    return found


def _hosted(guests: pl.DataFrame, names: _Names) -> pl.DataFrame:
    hosts = [
        names.host(fold(host or ""), at) if host else None
        for at, host in guests.select("at", "host").iter_rows()
    ]
    in_cloud = (pl.col("instance").fill_null("") != "") & pl.col("host_at").is_null()
    vcpu = pl.col("vcpu")
    all_stated = (vcpu > 0).fill_null(value=False).all().over("host_at")
    return guests.with_columns(
        pl.Series("host_at", hosts, pl.Int64),
        pl.col("share_key").alias("key"),
        pl.coalesce("storage_gb", "ssd_gb").alias("storage"),
    ).with_columns(
        in_cloud.alias("cloud"),
        pl.when(all_stated).then(pl.lit("calcul")).otherwise(pl.lit("stockage")).alias("kind"),
    )


def _placed(
    row: Mapping[str, object],
    known: Mapping[object, Mapping[str, object]],
    labels: Mapping[object, str],
    around: set[str],
) -> PlacedGuest:
    """Go up from guest to guest until a device: its share is the product of those on the way."""
    share, at = 1.0, row
    lost = str(row["at"]) in around
    while not lost:
        step, above = at["share"], at["host_at"]
        if above is None or not isinstance(step, float) or str(above) in around:
            lost = True
            break
        share *= step
        if above not in known:
            break
        at = known[above]
    host = None if lost else at["host_at"]
    instance = str(row["instance"] or "")
    return PlacedGuest(
        name=str(row["label"] or ""),
        where=Where(sheet=str(row["sheet"] or ""), row=_whole(row["row"])),
        carrier=str(row["host"] or ""),
        host=host if isinstance(host, int) else None,
        host_name=labels.get(host, "") if host is not None else "",
        share=None if lost else share,
        way=str(row["way"]),
        direct=row["host_at"] is not None and row["host_at"] not in known,
        provider=str(row["provider"] or ""),
        instance=instance if instance and row["cloud"] else None,
        hours=_number(row["yearly_hours"]),
        load=_number(row["load"]),
        country=str(row["country"]) if row["country"] else None,
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None


def _unplaced(
    rows: Sequence[Mapping[str, object]],
    names: _Names,
    around: set[str],
    placed: Sequence[PlacedGuest],
) -> list[Notice]:
    """Why guests have no share: one notice per cause and host, with their rows."""
    found: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    for row, each in zip(rows, placed, strict=True):
        if each.share is not None or row["cloud"]:
            continue
        host = str(row["host"] or "")
        name = fold(host)
        if str(row["at"]) in around:
            code = "guest_cycle"
        elif not host:
            code = "guest_without_host"
        elif row["host_at"] is not None:
            code = "guest_of_lost"
        elif name in names.left_out:
            code = "guest_host_left_out"
        else:
            code = "guest_host_unknown"
        found.setdefault((code, host if code != "guest_cycle" else ""), []).append(row)
    return [_notice(code, rows, host) for (code, host), rows in found.items()]


def _overfull(shared: pl.DataFrame) -> list[Notice]:
    """Hosts whose shares sum above 1: they are brought back to 1, the host is not counted twice."""
    over = shared.filter(pl.col("whole") > 1 + TOLERANCE)
    return [
        _notice(
            "host_overfull", guests.rows(named=True), str(guests["host"][0]), whole=float(whole)
        )
        for (whole,), guests in (
            ((guests["whole"][0],), guests)
            for _, guests in over.group_by("host_at", maintain_order=True)
        )
    ]


def _name(row: Mapping[str, object]) -> str:
    """The name of a guest in a sentence, never empty."""
    return str(row["label"] or row["model"] or row["type_text"] or f"n° {row['row']}")


def _notice(code: str, rows: Sequence[Mapping[str, object]], host: str, **params: object) -> Notice:
    listed = ", ".join(str(row["row"]) for row in rows[:_SHOWN])
    where = Where(sheet=str(rows[0]["sheet"] or ""), row=_whole(rows[0]["row"]))
    described = {
        "name": ", ".join(map(_name, rows[:_SHOWN])),
        "host": host,
        "rows": len(rows),
        "lines": listed + (", …" if len(rows) > _SHOWN else ""),
    }
    return Notice(code, where, described | params)
