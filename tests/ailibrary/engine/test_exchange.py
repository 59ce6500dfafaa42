"""Parcels between territories: whole or refused; results together, never a rank."""

from __future__ import annotations

from datetime import date

import pytest

from jalons.ailibrary.engine.exchange.envelope import RESULTS, Parcel, pack, unpack
from jalons.ailibrary.engine.exchange.pooling import Measured, pool
from jalons.kernel import JalonsError, signing
from jalons.kernel.signing import parcels

pytest.importorskip("cryptography")

SEED = b"a" * 32


def test_the_parcel_of_a_recipe_arrives_as_it_was_sent_with_the_key_that_signed_it():
    sent = Parcel("orientation", "1", "Valmont", "", date(2026, 11, 28), {RESULTS: b"{}"})
    found = unpack(pack(sent, SEED))
    assert (found.recipe, found.version, found.publisher) == ("orientation", "1", "Valmont")
    assert (found.key, found.files) == (signing.public_key(SEED), sent.files)


def test_a_parcel_of_another_kind_or_without_its_recipe_is_refused():
    day, files = date(2026, 11, 28), {RESULTS: b"{}"}
    for kind, code in (("position", "parcel_kind"), ("ai", "parcel_unreadable")):
        data = parcels.pack(parcels.Parcel(kind, "Valmont", day, files), SEED)
        with pytest.raises(JalonsError) as refused:
            unpack(data)
        assert refused.value.code == code


def measured(publisher: str, score: float, **changes: object) -> Measured:
    values = {"version": "1", "metric": "macro_f1", "items": 200, "low": score - 0.05,
              "high": score + 0.05, "rule": 0.5, "by_rule": False}  # fmt: skip
    return Measured(publisher=publisher, score=score, **(values | changes))


def test_three_territories_give_a_median_and_two_give_none():
    two = pool([measured("Valmont", 0.7), measured("Roche", 0.8)])
    assert (two[0].territories, two[0].items, two[0].score) == (2, 400, None)
    (three,) = pool([measured("Valmont", 0.7), measured("Roche", 0.8), measured("Saule", 0.6)])
    assert (three.score, three.lowest, three.highest, three.rule) == (0.7, 0.6, 0.8, 0.5)


def test_versions_and_metrics_are_never_mixed_and_a_territory_counts_once():
    lines = pool([
        measured("Valmont", 0.7), measured("Valmont", 0.75), measured("Roche", 0.9, version="2"),
        measured("Saule", 3.0, metric="mae"),
    ])  # fmt: skip
    assert [(each.version, each.metric, each.territories) for each in lines] == [
        ("2", "macro_f1", 1), ("1", "mae", 1), ("1", "macro_f1", 1),
    ]  # fmt: skip
