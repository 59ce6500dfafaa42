"""Inventories made by hand, and a pack whose numbers are easy to follow with a pencil."""

from datetime import date

import polars as pl

from jalons.footprint.engine.factors.pack import (
    Criterion,
    DeviceKind,
    Factor,
    Lifetime,
    Mix,
    Pack,
    Shape,
    Spread,
    Stage,
)
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.engine.inventory.line import LINE_SCHEMA, Inventory
from jalons.kernel import Source, Unit

SOURCE = Source("Table d’essai", "Essai", date(2026, 1, 1), "CC0-1.0")
# A town of 1,000 staff with its schools, as documented for the figures of the common error: the
# devices of its desks, meeting rooms, classrooms, network and one room of servers.
TOWN = {
    "laptop": 650, "desktop": 450, "monitor": 1200, "smartphone": 450, "tablet": 150, "dock": 300,
    "voip_phone": 500, "printer": 150, "mfp_copier": 60, "projector": 60, "interactive_display": 40,
    "tv": 20, "switch": 90, "wifi_access_point": 120, "router": 10, "firewall": 4, "server": 25,
    "storage_array": 3, "ups": 12, "rack": 8,
}  # fmt: skip
EXACT = {Stage.MANUFACTURING: 200.0, Stage.DISTRIBUTION: 10.0, Stage.END_OF_LIFE: 5.0}


def inventory(*lines, extracted_on=None, notices=()):
    """An inventory from lines that give only what matters to the case."""
    blank = {name: "" if kind == pl.String else None for name, kind in LINE_SCHEMA.items()}
    blank |= {"device": None, "reason": None, "country": "FR", "quantity": 1.0}
    rows = [blank | {"row": at + 2, "status": "in_use", "label": f"eq-{at}"} | line
            for at, line in enumerate(lines)]  # fmt: skip
    frame = pl.DataFrame(rows, schema=dict(LINE_SCHEMA), orient="row")
    read = frame.select("sheet", "row").n_unique()
    return Inventory(frame, notices, extracted_on, read)


def around(value, ratio):
    """A lognormal whose 5th and 95th percentiles are ``ratio`` times below and above."""
    return Spread(value, value / ratio, value * ratio) if ratio > 1 else Spread.exact(value)


def kind(name, tier="terminal"):
    return DeviceKind(name, tier, {"fr": name, "en": name}, {"fr": f"{name}s", "en": f"{name}s"})


def factor(item, stage, spread, *, criterion="climate_change", unit="kg CO2 eq/device"):
    quality = FactorQuality.GOOD if spread else FactorQuality.ABSENT
    return Factor(item, stage, criterion, "GLO", spread, Unit.parse(unit), SOURCE, quality,
                  verified=True, approximate=False)  # fmt: skip


def pencil_pack(*, ratio=1.0, life=(4.0, 5.0, 6.0), kwh=30.0, mix_ratio=1.0):
    """A laptop (200 + 10 + 5 kg, 5 years, 30 kWh), a server (1,000 kg, 5 years, 1,000 kWh, in a
    data centre of PUE 1.5), a box without factor; electricity at 0.05 in FR, 0.5 in the world."""
    factors = [factor("laptop", stage, around(value, ratio)) for stage, value in EXACT.items()]
    factors += [
        factor("server", Stage.MANUFACTURING, around(1000.0, ratio)),
        factor("box", Stage.MANUFACTURING, None),
        factor("laptop", Stage.USE, around(kwh, ratio), criterion="electricity",
               unit="kWh/device/year"),
        factor("server", Stage.USE, around(1000.0, ratio), criterion="electricity",
               unit="kWh/device/year"),
        factor("datacentre", Stage.USE, Spread.exact(1.5), criterion="pue", unit="1"),
    ]  # fmt: skip
    low, mode, high = life
    lives = {
        name: Lifetime(name, Spread(mode, low, high, Shape.TRIANGULAR), SOURCE, verified=True)
        for name in ("laptop", "server")
    }
    mixes = {
        (dataset, country, "climate_change"): Mix(
            dataset, country, "climate_change", around(value, mix_ratio),
            Unit.parse("kg CO2 eq/kWh"), SOURCE, verified=True,
        )
        for dataset, country, value in (
            ("essai", "FR", 0.05), ("essai", "WORLD", 0.5), ("autre", "FR", 0.1),
        )
    }  # fmt: skip
    return Pack(
        version="essai/1",
        criteria={
            "climate_change": Criterion(
                "climate_change",
                Unit.parse("kg CO2 eq"),
                {"fr": "Changement climatique", "en": "Climate change"},
            )
        },
        devices={
            "laptop": kind("laptop"),
            "server": kind("server", "datacentre"),
            "box": kind("box"),
        },
        factors={(each.item, each.stage.value, each.criterion): each for each in factors},
        lifetimes=lives,
        mixes=mixes,
        mix_order=("essai",),
    )
