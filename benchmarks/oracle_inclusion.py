"""Access and siting beside PySAL `access` and `spopt`, side by side in one run.

Run: tools/oracles inclusion --benchmark   (where the peers are installed)

Access: all municipalities to 2,845 places (municipalities spread over the list of codes), the same
pairs for both. p-median: three départements, spopt solved by the same HiGHS. Prints processor
seconds (all threads), the fewest of the runs, and their ratios. Refuses figures that differ.
"""

import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pulp
from spopt.locate import PMedian

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
warnings.simplefilter("ignore")

# Found once the tests are on the path.
# ruff: noqa: E402, I001
from inclusion.oracle.cases import departement, pysal_access, spread_places

from jalons.inclusion.engine.access import Bands, e2sfca, neighbours
from jalons.inclusion.engine.siting import Model, Problem, solve
from jalons.inclusion.store.areas import communes
from jalons.kernel.tables import package_table


def timed(work, times=1):
    """The result, and the fewest processor seconds."""
    best = np.inf
    for _ in range(times):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return result, best


def compare_access():
    """E2SFCA of France, ours and the one of PySAL."""
    areas, places = communes(), spread_places(2845)
    bands = Bands.of(package_table("jalons.inclusion", "access")["bands"]["straight"])
    hours = 5.0 + np.arange(2845) % 40
    lat, lon = areas.lat[places], areas.lon[places]
    pairs, build = timed(
        lambda: neighbours(areas.lat, areas.lon, lat, lon, within_km=20, detour=1.3), 3
    )
    near = pairs.km <= 20
    ours, quick = timed(lambda: e2sfca(areas.people, pairs, hours, bands), 3)
    theirs, slow = timed(lambda: pysal_access(areas.people, pairs, near, hours, bands))
    known = pairs.known & (areas.people > 0)
    np.testing.assert_allclose(ours[known], theirs[known], rtol=1e-9, atol=1e-15)
    print(
        f"E2SFCA, {len(pairs.km):,} pairs found in {build:.2f} s: "
        f"ours {quick:.3f} s, access {slow:.3f} s, ratio {slow / quick:.0f}"
    )


def compare_siting(code, new):
    """The p-median of a département, ours and the one of spopt."""
    people, km, pairs = departement(code)
    problem = Problem(Model.P_MEDIAN, new, people, people, pairs, len(people))
    answer, quick = timed(lambda: solve(problem, seconds=600))
    model = PMedian.from_cost_matrix(km, people, new)
    solved, slow = timed(lambda: model.solve(pulp.HiGHS(msg=False, gapRel=0)))
    np.testing.assert_allclose(answer.objective, solved.problem.objective.value(), rtol=1e-7)
    print(
        f"p-median, {len(people)} communes of {code}, {new} places: ours {quick:.2f} s "
        f"({answer.outcome}, {answer.neighbours} neighbours), spopt {slow:.2f} s, "
        f"ratio {slow / quick:.0f}"
    )


def processor():
    """The name of the processor."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), "?"
    )


if __name__ == "__main__":
    print(processor())
    compare_access()
    for case in (("90", 4), ("2A", 6), ("49", 10)):
        compare_siting(*case)
