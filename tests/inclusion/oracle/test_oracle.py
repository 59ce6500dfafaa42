"""Our access is the one of PySAL `access`; our siting, the optimum of `spopt` and of a program
written here. Runs in the environment of `tools/oracles inclusion`; elsewhere the peers are absent.
"""

import numpy as np
import pytest

pytest.importorskip("spopt", reason="run by tools/oracles inclusion, in an environment of its own")

import highspy
import pulp
from spopt.locate import PMedian

from inclusion.oracle.cases import departement, pysal_access, spread_places
from jalons.inclusion.engine.access import Bands, e2sfca, neighbours
from jalons.inclusion.engine.siting import Model, Outcome, Problem, solve
from jalons.inclusion.store.areas import communes
from jalons.kernel.tables import package_table

pytestmark = pytest.mark.filterwarnings("ignore")
BANDS = Bands.of(package_table("jalons.inclusion", "access")["bands"]["straight"])


def test_access_in_france_is_the_one_of_pysal():
    areas, places = communes(), spread_places(2845)
    lat, lon, hours = areas.lat[places], areas.lon[places], 5.0 + np.arange(2845) % 40
    pairs = neighbours(areas.lat, areas.lon, lat, lon, within_km=20, detour=1.3)
    near = pairs.km <= 20
    ours = e2sfca(areas.people, pairs, hours, BANDS)
    theirs = pysal_access(areas.people, pairs, near, hours, BANDS)
    known = pairs.known & (areas.people > 0)
    assert known.sum() > 34_000
    np.testing.assert_allclose(ours[known], theirs[known], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(("code", "new"), [("90", 4), ("2A", 6), ("13", 8)])
def test_p_median_is_the_optimum_of_spopt(code, new):
    people, km, pairs = departement(code)
    ours = solve(Problem(Model.P_MEDIAN, new, people, people, pairs, len(people)), seconds=40)
    model = PMedian.from_cost_matrix(km, people, new)
    theirs = model.solve(pulp.HiGHS(msg=False, gapRel=0)).problem.objective.value()
    assert ours.outcome is Outcome.OPTIMAL
    assert ours.objective == pytest.approx(theirs, rel=1e-7)
    assert ours.bound == pytest.approx(theirs, rel=1e-7)


@pytest.mark.parametrize(("code", "new"), [("49", 5), ("23", 12)])
def test_coverage_is_the_optimum_of_an_independent_program(code, new):
    people, km, pairs = departement(code)
    ours = solve(
        Problem(Model.COVERAGE, new, people, people, pairs, len(people), radius=10.0), seconds=40
    )
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("mip_rel_gap", 0.0)
    places = [solver.addBinary() for _ in people]
    covered = [solver.addVariable(0, 1, obj=-count) for count in people]
    for area, near in enumerate(km <= 10):
        solver.addConstr(covered[area] <= sum(places[place] for place in np.flatnonzero(near)))
    solver.addConstr(sum(places) <= new)
    solver.run()
    assert ours.outcome is Outcome.OPTIMAL
    assert ours.objective == pytest.approx(-solver.getObjectiveValue(), rel=1e-9)
