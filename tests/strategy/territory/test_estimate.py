"""The footprint of a territory: allocated by stated keys, with bounds, and local where known."""

import csv
import gzip
from dataclasses import replace
from importlib import resources

import pytest

from jalons.foundation.territories.vintage import vintage
from jalons.kernel import Interval
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.territory.estimate import Counted, add, allocation, estimate
from jalons.strategy.engine.territory.known import Known, KnownName, fibre_share, known_from
from jalons.strategy.engine.territory.national import Key
from jalons.strategy.store import national
from jalons.strategy.store.territory import read_national

FRANCE = 68_000_000.0
PACKAGED = resources.files("jalons.foundation.territories") / "data" / "territories.csv.gz"


def known(  # noqa: PLR0913  (a figure has that many parts)
    name, value, *, france=None, as_of="2021", missing=0, low=None, high=None
):
    interval = Interval(low or value, value, high or value)
    return Known(name, interval, as_of, "INSEE, essai", france=france, missing=missing)


def of(residents, *figures, kind="commune"):
    here = Counted(residents, FRANCE) if residents else None
    return estimate(national(), kind, here, {each.name: each for each in figures})


def rounded(value, digits=3):
    return tuple(round(each, digits) for each in (value.low, value.mid, value.high))


def test_the_worked_example_of_the_documentation():
    """A commune of 6,800 residents among 68,000,000: one ten-thousandth. By hand:

    terminals 14,750,000 t ± 30 %, data centres 13,570,000 ± 50 %, networks 1,180,000 ± 30 %;
    the largest departure of a commune is that of establishments, from 0.2 to 1.8 times.
    """
    found = of(6_800)
    terminals, centres, networks = found.parts
    assert rounded(terminals.value) == (206.5, 1475.0, 3451.5)  # 1475 × 0.7 × 0.2; × 1.3 × 1.8
    assert rounded(centres.value) == (135.7, 1357.0, 3663.9)
    assert rounded(networks.value) == (16.52, 118.0, 276.12)
    assert rounded(found.total) == (358.72, 2950.0, 7391.52)
    assert round(found.per_resident.mid, 1) == 433.8
    assert rounded(found.boxes.value) == (237.6, 330.0, 435.6)  # 330 × 0.9 × 0.8; × 1.1 × 1.2
    assert found.missing == (Key.HOUSEHOLDS, Key.FIRMS)


def test_known_keys_bound_the_share_and_residents_stay_at_its_centre():
    """Households 1.1 and establishments 0.5 ten-thousandths: the bounds, nothing wider."""
    households = known(KnownName.HOUSEHOLDS, 3_300, france=30_000_000)
    firms = known(KnownName.FIRMS, 200, france=4_000_000)
    found = of(6_800, households, firms)
    assert rounded(found.parts[0].value) == (516.25, 1475.0, 2109.25)  # × 0.7 × 0.5; × 1.3 × 1.1
    assert found.missing == ()
    assert round(found.boxes.value.mid, 3) == 363.0  # households are its own key
    narrower = found.total.width < of(6_800).total.width
    assert narrower


@pytest.mark.parametrize("gap", [{"missing": 2, "france": 30_000_000}, {"france": None}])
def test_a_count_with_gaps_or_without_its_country_allocates_nothing(gap):
    assert of(6_800, known(KnownName.HOUSEHOLDS, 9_000, **gap)).total == of(6_800).total


def test_the_smaller_the_kind_the_wider_the_bounds():
    shares = [of(6_800, kind=kind).total.width for kind in ("commune", "epci", "departement")]
    assert shares == sorted(shares, reverse=True)


def test_the_sum_over_all_communes_of_france_is_the_national_figure():
    with PACKAGED.open("rb") as stream, gzip.open(stream, "rt", encoding="utf-8") as text:
        rows = [row for row in csv.DictReader(text) if row["kind"] == "commune"]
    counts = [float(row["population"] or 0) for row in rows]
    assert sum(counts) == vintage().residents
    found = [
        estimate(national(), "commune", Counted(each, vintage().residents), {})
        for each in counts
        if each
    ]
    assert sum(each.total.mid for each in found) == pytest.approx(national().total)
    assert sum(each.boxes.value.mid for each in found) == pytest.approx(national().boxes.value)


def test_keys_known_everywhere_still_add_up_to_the_country():
    counts = [(10, 6, 1), (50, 22, 9), (40, 12, 0)]  # residents, households, establishments
    totals = [sum(column) for column in zip(*counts, strict=True)]
    found = [
        estimate(
            national(), "commune", Counted(here, totals[0]),
            {KnownName.HOUSEHOLDS: known(KnownName.HOUSEHOLDS, homes, france=totals[1]),
             KnownName.FIRMS: known(KnownName.FIRMS, firms, france=totals[2])},
        )
        for here, homes, firms in counts
    ]  # fmt: skip
    assert sum(each.total.mid for each in found) == pytest.approx(national().total)
    assert sum(each.boxes.value.mid for each in found) == pytest.approx(national().boxes.value)


def test_a_local_figure_replaces_its_part_and_says_so():
    local = known(KnownName.DATA_CENTRES, 900, low=800, high=1_000)
    found = of(6_800, local)
    assert found.parts[1].value == Interval(800, 900, 1_000)
    assert found.local == (local,)
    assert found.total == add(each.value for each in found.parts)
    assert found.total.mid == 1475 + 900 + 118
    assert found.parts[0] == of(6_800).parts[0]


def test_a_local_total_replaces_the_sum_and_leaves_the_averages_to_be_read():
    study = known(KnownName.TOTAL, 2_000)
    found = of(6_800, study)
    assert (found.total, found.local, len(found.parts)) == (study.value, (study,), 3)
    assert round(found.per_resident.mid) == 294


def test_without_residents_nothing_is_estimated_unless_a_study_says_it():
    assert of(None) is None
    assert of(None, known(KnownName.FIRMS, 3, france=10)) is None
    found = of(None, known(KnownName.TOTAL, 12))
    assert (found.total.mid, found.per_resident, found.parts) == (12, None, ())


def test_the_share_of_a_key_is_never_outside_its_bounds():
    boxes = national().boxes
    share = allocation(boxes, national(), "region", {Key.RESIDENTS: Counted(1, 10)})
    assert share.low < share.mid < share.high
    assert (round(share.low, 3), share.mid, round(share.high, 3)) == (0.065, 0.1, 0.11)


def test_the_share_of_fibre_needs_two_counts_of_one_day():
    fibre = known(KnownName.FIBRE, 60, as_of="2024-03-31")
    premises = known(KnownName.PREMISES, 80, as_of="2024-03-31")

    def share(*figures):
        return fibre_share({each.name: each for each in figures})

    assert share(fibre, premises) == 0.75
    assert share(fibre) is None
    assert share(fibre, replace(premises, as_of="2023-12-31")) is None
    assert share(fibre, replace(premises, missing=1)) is None
    assert share(fibre, replace(premises, value=Interval.exact(59))) is None


def test_what_is_known_survives_its_storage():
    held = known(KnownName.FIBRE, 60, as_of="2024-03-31", missing=2, france=9.0)
    assert known_from(held.record()) == held
    assert held.period.start == held.period.end
    assert held.cited("Ville").publisher == "INSEE"
    assert replace(held, source="Étude").cited("Ville").publisher == "Ville"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("share = 0.50", "share = 0.60"),
        ('central = "households"', 'central = "cows"'),
        ("commune = [0.80, 1.20]", "commune = [1.10, 1.20]"),
        ("year = 2022\nperimeter", "year = 2022\nmore = 1\nperimeter"),
    ],
)
def test_a_file_of_national_figures_that_is_not_whole_is_refused(tmp_path, before, after):
    text = (resources.files("jalons.strategy") / "data" / "territory.toml").read_text("utf-8")
    assert before in text
    file = tmp_path / "territory.toml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(StrategyError):
        read_national(file)
