"""What the paper of printed pages weighs: its reams, more or less, by the factor of the pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.monte_carlo import interval
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.factors.declarations import CLIMATE
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.engine.inventory.line import Inventory, in_schema
from jalons.footprint.engine.inventory.services import Services, with_services
from jalons.kernel import Interval


def paper_impact(reams: Interval, pack: Pack, options: Options) -> Interval | None:
    """The yearly climate impact of the reams; none when the pack has no factor of paper.

    Between the bounds of the reams any number is as likely, whatever the factor.
    """
    nothing = Inventory(in_schema(pl.DataFrame()), (), date.min, 0)
    one = with_services(nothing, Services(paper_reams=1.0))
    draws = assess(one, pack=pack, options=replace(options, staff=None)).draws
    ream = [draw for key, draw in draws.items() if key[1:] == (CLIMATE, Stage.TOTAL)]
    if not ream:
        return None
    size = len(ream[0])
    habits = np.random.default_rng(0).permutation(np.linspace(reams.low, reams.high, size))
    return interval(np.sum(ream, axis=0) * habits)
