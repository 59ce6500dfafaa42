"""What our results and those of the peers are computed on: packaged municipalities."""

import numpy as np
import pandas as pd
from access import Access, weights

from jalons.inclusion.engine.access import Pairs, Way, great_circle
from jalons.inclusion.store.areas import communes


def spread_places(count):
    """Rows of municipalities with a position, evenly spread in the order of codes."""
    sure = np.flatnonzero(np.isfinite(communes().lat))
    return sure[np.linspace(0, len(sure) - 1, count).astype(int)]


def departement(code):
    """People, distances and pairs between the municipalities of a département."""
    areas = communes()
    rows = areas.within("departement", code)
    own = areas.taken(rows[np.isfinite(areas.lat[rows]) & (areas.people[rows] > 0)])
    size = len(own)
    first, second = np.divmod(np.arange(size * size), size)
    km = 1.3 * great_circle(own.lat[first], own.lon[first], own.lat[second], own.lon[second])
    pairs = Pairs(first, second, km, Way("km", 1.3), np.ones(size, dtype=bool))
    return own.people, km.reshape(size, size), pairs


def pysal_access(people, pairs, near, hours, bands):
    """E2SFCA of PySAL `access`: its two steps, with our pairs and the same bands."""
    costs = pd.DataFrame(
        {"origin": pairs.areas[near], "dest": pairs.places[near], "km": pairs.km[near]}
    )
    peer = Access(
        demand_df=pd.DataFrame({"id": range(len(people)), "people": np.nan_to_num(people)}),
        demand_index="id", demand_value="people",
        supply_df=pd.DataFrame({"id": range(len(hours)), "hours": hours}),
        supply_index="id", supply_value=["hours"],
        cost_df=costs, cost_origin="origin", cost_dest="dest", cost_name="km",
    )  # fmt: skip
    decay = weights.step_fn(dict(zip(bands.limits, bands.weights, strict=True)))
    peer.enhanced_two_stage_fca(name="e", max_cost=bands.limits[-1], weight_fn=decay)
    return peer.access_df["e_hours"].reindex(range(len(people))).fillna(0).to_numpy()
