from dataclasses import replace

import numpy as np
import pytest

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.monte_carlo import Draws
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import Shape, Spread
from jalons.footprint.store import load_pack

FIXED = Options(lifetime=LifetimeRule.FIXED)


def test_a_lognormal_has_the_percentiles_it_was_given_on_both_sides():
    draws = Draws(1, 200_000).of("x", Spread(100, 50, 400))
    low, mid, high = np.quantile(draws, (0.05, 0.5, 0.95))
    assert [low, mid, high] == pytest.approx([50, 100, 400], rel=0.02)


def test_a_triangular_stays_within_its_bounds():
    draws = Draws(1, 10_000).of("x", Spread(5, 3, 9, Shape.TRIANGULAR))
    assert draws.min() >= 3
    assert draws.max() <= 9
    assert draws.mean() == pytest.approx((3 + 5 + 9) / 3, rel=0.01)


def test_streams_are_independent_of_each_other_and_tied_to_their_name():
    draws = Draws(1, 5_000)
    one, other = draws.of("a", Spread(1, 0.5, 2)), draws.of("b", Spread(1, 0.5, 2))
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.05
    assert np.array_equal(one, Draws(1, 5_000).of("a", Spread(1, 0.5, 2)))


def test_nothing_uncertain_leaves_no_gap():
    lines = inventory({"device": "laptop"})
    assert assess(lines, pack=pencil_pack(), options=FIXED).gaps == ()


def test_a_lone_uncertain_input_is_the_whole_gap():
    lines = inventory({"device": "laptop"})
    (gap,) = assess(lines, pack=pencil_pack(mix_ratio=3), options=FIXED).gaps
    assert (gap.kind, gap.subject) == ("mix", "FR")
    assert gap.variance_share == pytest.approx(1)
    assert gap.narrowing == pytest.approx(1)


def test_two_inputs_that_add_share_the_variance_as_computed_apart():
    laptop, server = ({"device": "laptop", "quantity": 40.0}, {"device": "server", "quantity": 6.0})
    pack = pencil_pack(ratio=1.5)
    both = assess(inventory(laptop, server), pack=pack, options=FIXED)
    variances = {
        device: float(np.var(draw))
        for (device, _, stage), draw in both.draws.items()
        if stage == "total"
    }
    shares = {name: each / sum(variances.values()) for name, each in variances.items()}
    found: dict[str, float] = {}
    for gap in both.gaps:
        found[gap.subject] = found.get(gap.subject, 0) + gap.variance_share
    assert found == pytest.approx(shares, abs=0.05)


def test_metering_the_servers_takes_their_consumption_out_of_the_gaps():
    server = {"device": "server", "quantity": 5.0}
    pack = pencil_pack(ratio=2, kwh=1.0)
    before = assess(inventory(server), pack=pack, options=FIXED)
    after = assess(inventory(server | {"yearly_kwh": 1000.0}), pack=pack, options=FIXED)
    assert "consumption" in {gap.kind for gap in before.gaps}
    assert "consumption" not in {gap.kind for gap in after.gaps}
    assert after.impact("climate_change").value.width < before.impact("climate_change").value.width


def test_classes_standing_on_another_share_its_error_so_their_total_is_less_sure():
    def pack(group):
        base = pencil_pack(ratio=2)
        key = ("box", "manufacturing", "climate_change")
        box = replace(base.factors["laptop", *key[1:]], item="box", group=group)
        return replace(
            base,
            factors=base.factors | {key: box},
            lifetimes=base.lifetimes | {"box": base.lifetimes["laptop"]},
        )

    lines = inventory({"device": "laptop"}, {"device": "box"})
    apart, together = (
        assess(lines, pack=pack(group), options=FIXED).impact("climate_change").value.width
        for group in ("", "laptop")
    )
    assert together > 1.2 * apart
    gaps = assess(lines, pack=pack("laptop"), options=FIXED).gaps
    assert [gap.subject for gap in gaps if gap.kind == "factor"] == ["laptop"]


def test_the_bars_of_the_tornado_sum_to_one_largest_first():
    kinds = ("laptop", "monitor", "server", "switch", "scanner", "printer")
    lines = inventory(*({"device": name, "quantity": 100.0} for name in kinds))
    bars = assess(lines, pack=load_pack()).tornado
    assert sum(bar.share for bar in bars) == pytest.approx(1)
    shares = [bar.share for bar in bars if bar.kind != "other"]
    assert shares == sorted(shares, reverse=True)
    assert len(bars) > 5


def test_gaps_come_by_what_they_narrow_and_no_more_than_five():
    kinds = ("laptop", "monitor", "server", "switch")
    lines = inventory(*({"device": name, "quantity": 100.0} for name in kinds))
    found = assess(lines, pack=load_pack())
    narrowings = [gap.narrowing for gap in found.gaps]
    assert 0 < len(narrowings) <= 5
    assert narrowings == sorted(narrowings, reverse=True)
    shares = [each.share for each in found.tornado if each.kind != "other"]
    assert shares == sorted(shares, reverse=True)
