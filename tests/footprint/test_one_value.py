"""One thing has one central value: sentence, tables, chart, formula and files say the same."""

from dataclasses import replace
from datetime import date

import pytest

from footprint.fleets import TOWN, inventory, pencil_pack
from jalons import wording
from jalons.footprint.chapter import Material, yearly_chapter
from jalons.footprint.engine.analysis.breakdown import Dimension, break_down
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.store import load_pack
from jalons.footprint.words.breakdown import share_table
from jalons.footprint.words.explain import explain, product_of
from jalons.footprint.words.export import result_table
from jalons.footprint.words.figures import alike
from jalons.footprint.words.summary import summarise
from jalons.foundation.design.drawings.charts import Series, StackedBars, render
from jalons.kernel import Interval

CLIMATE = "climate_change"
STAGES = StackedBars(
    "Par étape",
    ("Écrans", "Portables"),
    (Series("Fabrication", (812.0, 430.0)), Series("Usage", (8.0, 21.0))),
    "kg CO2 eq",
    variable="Climat",
)


@pytest.fixture(scope="module")
def town():
    return assess(
        inventory(*({"device": kind, "quantity": float(n)} for kind, n in TOWN.items())),
        pack=load_pack(),
    )


def traces(found, device="monitor", stage=Stage.MANUFACTURING):
    return next(
        each
        for each in found.traces
        if (each.device, each.stage, each.criterion) == (device, stage, CLIMATE)
    )


@pytest.mark.parametrize(
    "value",
    [
        Interval(85_312, 139_245, 257_001),
        Interval(0.0123, 0.0456, 0.2),
        Interval(-12.4, -0.3, 8.2),
        Interval(3, 3, 3),
        Interval(0.2, 18.6, 4_321),
    ],
)
def test_the_engine_and_the_pages_round_an_interval_alike(value):
    shown = wording.show(value, "", "fr")
    words = {name: text.replace("-", "\u2212") for name, text in alike(value, "fr").items()}
    assert words == {"low": shown.low, "mid": shown.mid, "high": shown.high}


def test_a_kind_has_the_same_centre_in_the_summary_the_table_the_chart_and_the_files(town):
    pack = load_pack()
    total = next(
        each.total for each in town.devices if (each.device, each.criterion) == ("monitor", CLIMATE)
    )
    shown = alike(total, "fr")["mid"]
    summary = summarise(town, pack, lang="fr")
    assert next(row.central for row in summary.devices if row.name == "Écrans") == shown
    assert wording.format_central(total, "", "fr") == shown
    _, rows = result_table(town, pack, "fr")
    stated = next(row for row in rows if row[0] == "Écran" and row[4] == "Total")
    shares = break_down(town, Dimension.DEVICE, CLIMATE, pack=pack)
    _, cut = share_table(shares, Dimension.DEVICE, pack, "fr")
    part = next(row for row in cut if row[0] == "Écrans")
    assert tuple(stated[5:8]) == tuple(part[3:6])
    assert wording.format_number(stated[6], "fr") == shown


def test_the_total_of_a_bar_is_the_centre_of_its_kind_and_not_the_sum_of_its_stages(town):
    pack = load_pack()
    chapter = yearly_chapter(Material("Ville", "parc.csv", date(2026, 1, 1), town, pack), "fr")
    told = repr(chapter)
    total = next(
        each for each in town.devices if (each.device, each.criterion) == ("monitor", CLIMATE)
    )
    stages = sum(value.mid for at, value in total.stages.items() if at is not Stage.TOTAL)
    assert abs(stages - total.total.mid) > 100
    assert wording.format_central(total.total, "kg CO2 eq", "fr") in told.replace("\\xa0", "\u00a0")


def test_a_bar_with_a_total_is_as_long_as_it_and_writes_it():
    plain = STAGES.bars()
    totals = tuple(Interval.exact(2 * sum(parts)) for _, parts, _ in plain)
    scaled = replace(STAGES, totals=totals)
    for (_, before, _), (_, after, text), total in zip(plain, scaled.bars(), totals, strict=True):
        assert after == pytest.approx([2 * part for part in before])
        assert text == wording.format_central(total, STAGES.unit, "fr")
    assert scaled.bars()[0][2] in render(scaled)


def test_a_reader_who_redoes_the_product_reads_both_figures_with_their_names(town):
    trace = traces(town)
    formula = explain(trace, "fr").formula
    median = alike(trace.result, "fr")["mid"]
    assert product_of(trace) == pytest.approx(
        trace.quantity * trace.factor.spread.value / trace.lifetime.spread.value
    )
    assert "avec ces valeurs centrales" in formula
    assert f"médiane des tirages, environ {median}" in formula


def test_a_formula_without_doubt_ends_with_one_figure():
    found = assess(inventory({"device": "laptop"}), pack=pencil_pack(life=(5.0, 5.0, 5.0)))
    assert explain(traces(found, "laptop"), "fr").formula.endswith("= environ 40 kg CO₂e par an")


@pytest.mark.parametrize("stage", [Stage.MANUFACTURING, Stage.USE])
def test_the_product_is_what_a_pencil_finds(stage):
    lines = inventory({"device": "server", "quantity": 3.0})
    found = assess(lines, pack=pencil_pack(life=(5.0, 5.0, 5.0)))
    trace = traces(found, "server", stage)
    assert product_of(trace) == pytest.approx(trace.result.mid)
