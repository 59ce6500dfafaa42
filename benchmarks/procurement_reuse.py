"""The reference numbers of procurement and reuse, as computed now beside what they must be.

    python benchmarks/procurement_reuse.py [--devices] [--megabytes 50]

Award table, life-cycle costs, rate, break-even, cases of routes, official samples, 1,000 random
tenders whose bidders raise their prices; then the lines of each room by layer, and the table of
case law. ``--devices`` also lists 10,000 devices, ``--megabytes`` sums an accounting export of that
size. Ends with 1 when a number is not the one awaited.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from jalons.kernel.payback import payback_years
from jalons.procurement.capture.decp import read_decp
from jalons.procurement.capture.directory import directory_rows
from jalons.procurement.documents.agec import read_declaration
from jalons.procurement.engine.agec.declaration import check as check_declaration
from jalons.procurement.engine.awards.formulas import formulas, rule_of
from jalons.procurement.engine.awards.law import cases
from jalons.procurement.engine.awards.ranking import ranked
from jalons.procurement.engine.awards.tender import (
    AwardCriterion,
    Bid,
    CriterionKind,
    SimulatedTender,
)
from jalons.procurement.engine.lifecycle.costs import Condition, Option, life_cycle_cost
from jalons.procurement.engine.lifecycle.hypotheses import usual_assumptions
from jalons.procurement.engine.product_indexes.grid import CRITERIA, MARKS
from jalons.procurement.engine.product_indexes.grid import check as check_index
from jalons.procurement.store.agec import labels
from jalons.reuse.engine.accounting.rate import Departure, RetiredDevice, year_rate
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.engine.routes.verdicts import Circumstances, LeavingDevice, verdict

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests/procurement"
TENDERS = 1_000
LAYERS = ("engine", "words", "capture", "store", "documents", "cli", "web")
AWARDS = {  # totals of A, B, C
    "proportional": ("7.8000", "8.2643", "8.4462"),
    "linear": ("7.8000", "6.8000", "4.6000"),
    "n_times": ("7.8000", "8.2000", "8.1000"),
}
type Row = tuple[str, Any, Any]  # what, computed, awaited


def main() -> None:
    """Print every number; exit with 1 when one differs."""
    options = _options()
    wrong = 0
    for part in (_awards, _costs, _rates, _routes, _official, _tenders):
        start = time.perf_counter()
        for what, found, awaited in part():
            wrong += found != awaited
            mark = "ok" if found == awaited else f"DIFFERS, {awaited} awaited"
            print(f"{what:<58} {found!s:>22}  {mark}")
        print(f"{'':<58} {time.perf_counter() - start:>21.2f}s\n")
    _lines_by_layer()
    _case_law()
    for script, wanted in (
        (["device_list.py"], options.devices),
        (["accounting_export.py", "--megabytes", str(options.megabytes)], options.megabytes),
    ):
        if wanted:
            path = str(ROOT / "benchmarks" / script[0])
            subprocess.run([sys.executable, path, *script[1:]], check=True)
    raise SystemExit(bool(wrong))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--devices", action="store_true")
    parser.add_argument("--megabytes", type=int, default=0)
    return parser.parse_args()


def _criteria(*weights: int) -> tuple[AwardCriterion, ...]:
    kinds = (CriterionKind.PRICE, CriterionKind.TECHNICAL, CriterionKind.ENVIRONMENT)
    return tuple(
        AwardCriterion(kind.value, kind.value, kind, Decimal(weight))
        for kind, weight in zip(kinds, weights, strict=True)
    )


def _bid(name: str, price: Any, technical: Any, environment: Any) -> Bid:
    marks = {"technical": Decimal(str(technical)), "environment": Decimal(str(environment))}
    return Bid(name, Decimal(price), marks)


def _awards() -> Iterator[Row]:
    bids = (_bid("A", 100_000, 6, 5), _bid("B", 112_000, 8, 7), _bid("C", 130_000, 9, 9.5))
    tender = SimulatedTender(_criteria(50, 30, 20), bids)
    for name, totals in AWARDS.items():
        found = ranked(tender, rule_of(name))
        computed = tuple(str(found.score(each.name).total) for each in bids)
        yield f"award, {name}: totals of A, B, C", " ".join(computed), " ".join(totals)
        best = "ABC"[max(range(3), key=lambda at: Decimal(totals[at]))]
        yield f"award, {name}: winner", found.winners, (best,)


def _costs() -> Iterator[Row]:
    new = Option("new", Decimal(900), Decimal(30), 6, residual=Decimal(50), embodied=Decimal(250))
    used = Option("refurbished", Decimal(450), Decimal(38), 4, Condition.REFURBISHED,
                  residual=Decimal(20), embodied=Decimal(40))  # fmt: skip
    for option, total, yearly in ((new, "963.24", "160.54"), (used, "479.22", "119.81")):
        cost = life_cycle_cost(option, usual_assumptions())
        yield f"life-cycle cost, {option.label}, €", f"{cost.total:.2f}", total
        yield f"the same by year of service, {option.label}, €", f"{cost.yearly:.2f}", yearly


def _rates() -> Iterator[Row]:
    known = LeavingDevice("laptop", date(2020, 3, 1), date(2025, 6, 1), special=False)
    devices = [
        RetiredDevice(f"{n}", f"PC {n}", known, n < 42, date(2026, 5, 4) if n < 42 else None, "lot")
        for n in range(90)
    ]
    found = year_rate(2026, devices, [Departure("lot", "", "rup", committed=True, proved=42)])
    yield "rate of reuse, 42 of 90, %", f"{found.rate.mid:.2f}" if found.rate else "", "46.67"
    yield "devices missing before 50 %", found.missing, (3, 3)
    for made, old, new, grid, years in (
        (91.5, 27.7, 24.93, 1.0, "33.0"),
        (241.5, 27.7, 24.93, 1.0, "87.2"),
        (250, 40, 30, 0.0442, "565.6"),
    ):
        back = payback_years(made, old, new, grid)
        yield f"break-even of {made} kg, years", f"{back:.1f}" if back else "", years


def _routes() -> Iterator[Row]:
    """The cases of the law of the tests."""
    rules, path = shipped_rules(), ROOT / "tests/reuse/routes/cases.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    right = 0
    for case in rows:
        value, resale = (Decimal(case[n]) if n in case else None for n in ("value", "resale"))
        device = LeavingDevice(case["kind"], case.get("bought"), case.get("retired"), value,
                               case.get("works"), case.get("special"))  # fmt: skip
        seen = Circumstances(date(2026, 11, 28), resale, case.get("needy"), case.get("committed"))
        found = verdict(rules.route(case["to"]), device, seen, rules)
        right += found.outcome == case["outcome"] and case["article"] in found.articles
    yield f"routes: right outcome and article, of {len(rows)} cases", right, len(rows)
    yield "routes: twenty cases at least", len(rows) >= 20, True


def _official() -> Iterator[Row]:
    """The samples the administrations publish, the incoherent ones flagged."""
    content = (SAMPLES / "agec/samples/exemple-valide.csv").read_bytes()
    found = check_declaration(read_declaration(content, "e.csv"), labels(), last_year=2026)
    codes = [each.code for each in found]
    yield "AGEC sample: reuse over the total", "agec_check.reuse_over_total" in codes, True
    content = (SAMPLES / "product_indexes/samples/exemple-valide.csv").read_bytes()
    verdicts = Counter(
        check_index("vacuum", Decimal(row["note_ir"]), _marks(row))[0].value
        for row in directory_rows(content, "e.csv")
    )
    yield "repairability sample: incoherent rows of 3", verdicts["incoherent"], 3
    files = sorted((SAMPLES / "contracts/samples").glob("*.*"))
    for path in (each for each in files if each.suffix in {".json", ".xml"}):
        breaks = sum(f.breaks for row in read_decp(path.read_bytes()) for f in row.faults)
        yield f"DECP {path.name}: faults under the schema", breaks, 0


def _marks(row: dict[str, str]) -> dict[str, Decimal]:
    texts = {name: row[f"note_c{name}"] for name in (*CRITERIA, *MARKS)}
    return {name: Decimal(text) for name, text in texts.items() if text}


def _tenders() -> Iterator[Row]:
    """Random tenders under each formula that may be proposed: one bidder raises its price."""
    chance, names = random.Random(16), [each.id for each in formulas() if each.proposed]
    better = 0
    for _tender in range(TENDERS):
        first = chance.randint(1, 98)
        second = chance.randint(1, 99 - first)
        weights = (first, second, 100 - first - second)
        bids = tuple(
            _bid(f"O{at}", chance.randint(50_000, 200_000), *(chance.randint(0, 40) / 4
                 for _mark in range(2)))
            for at in range(chance.randint(2, 6))
        )  # fmt: skip
        tender = SimulatedTender(_criteria(*weights), bids, estimate=Decimal(110_000))
        one = chance.choice(bids)
        dearer = replace(one, amount=one.amount + chance.randint(1, 60_000))
        raised = replace(tender, bids=tuple(dearer if e is one else e for e in bids))
        for name in names:
            before, after = (ranked(each, rule_of(name)) for each in (tender, raised))
            better += after.score(one.name).rank < before.score(one.name).rank
    yield f"{TENDERS} tenders × {len(names)} formulas: ranks won by raising a price", better, 0


def _lines_by_layer() -> None:
    print(f"{'Lines of Python':<16}" + "".join(f"{layer:>11}" for layer in (*LAYERS, "all")))
    for room in ("procurement", "reuse"):
        folder = ROOT / "src/jalons" / room
        counts = Counter[str]()
        for path in folder.rglob("*.py"):
            if "migrations" not in path.parts:
                lines = len(path.read_text(encoding="utf-8").splitlines())
                counts[path.relative_to(folder).parts[0]] += lines
        shown = [*(counts[layer] for layer in LAYERS), counts.total()]
        print(f"{room:<16}" + "".join(f"{count:>11,}" for count in shown))


def _case_law() -> None:
    print("\nCase law and texts")
    for each in cases().values():
        read = "read" if each.verified else "to be verified"
        print(f"- {each.reference} ({each.decided}, {read}): {each.en}")


if __name__ == "__main__":
    main()
