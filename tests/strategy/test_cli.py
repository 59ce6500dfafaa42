"""The catalogue and the manifesto are read from the command line, without Django."""

import json
import subprocess
import sys

from click.testing import CliRunner

from jalons.strategy.cli import commands
from jalons.strategy.store import catalogue


def run(*arguments: str) -> str:
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_indicators_are_listed_one_a_line():
    lines = run("indicators").splitlines()
    assert len(lines) == len(catalogue().indicators)
    assert any("footprint.total" in line and "t CO2 eq/year" in line for line in lines)


def test_indicators_come_as_json_with_unit_source_and_definition():
    records = {record["id"]: record for record in json.loads(run("indicators", "--json"))}
    total = records["footprint.total"]
    assert total["unit"] == "t CO2 eq/year"
    assert total["definition"]["fr"]
    assert total["source"]["publisher"]
    assert total["origin"] == "P"
    assert total["verified"] is True
    assert total["source"]["opened"] == "2026-11-24"
    assert total["legal_basis"]["opened"] == "2026-11-27"
    assert records["footprint.paper_per_staff"]["verified"] is False
    assert records["footprint.mean_age"]["legal_basis"] is None


def test_the_sources_are_counted_as_the_files_tell_them():
    told = json.loads(run("sources", "--json"))
    counts = {each["kind"]: each for each in told["sourced"]}
    sheets = list(catalogue().indicators.values())
    indicators = counts["indicators"]
    assert indicators["total"] == len(sheets)
    assert indicators["unopened"] == sum(not each.verified for each in sheets)
    assert indicators["own"] == sum(each.source.publisher == "Jalons" for each in sheets)
    assert counts["indicator_laws"]["total"] == sum(bool(each.legal_basis) for each in sheets)
    assert counts["numbers_label_nr"]["total"] == 0
    assert "label_nr" in told["absent"]
    for each in counts.values():
        assert each["total"] == each["opened"] + each["own"] + each["unopened"]


def test_citations_are_counted_by_kind_of_publisher_and_none_is_lost():
    told = json.loads(run("sources", "--json"))
    counts = {each["kind"]: each for each in told["sourced"]}
    kinds = {each["kind"]: each for each in told["publishers"]}
    cited = ("indicator_sources", "indicator_laws", "action_laws", "action_examples", "duties")
    decree = 1
    assert sum(each["total"] for each in kinds.values()) == decree + sum(
        counts[name]["total"] for name in (*cited, "manifesto_contents")
    )
    assert kinds["publisher_own"]["own"] == counts["indicator_sources"]["own"]
    assert "publisher_company" not in kinds


def test_the_sources_come_in_words_with_what_is_absent():
    words = run("sources")
    assert "duties of the law" in words or "obligations de la loi" in words
    figures = [line for line in words.splitlines()[1:-1] if not line.rstrip().endswith(":")]
    assert len({len(line) for line in figures}) == 1  # figures under their heads
    assert "Numérique responsable" in words.splitlines()[-1] or "label" in words.splitlines()[-1]


def test_commitments_come_in_order_in_words_and_as_json():
    assert run("commitments").splitlines()[3] == (
        "4  Changer les pratiques internes\u202f: penser responsable\u202f!"
    )
    assert [c["number"] for c in json.loads(run("commitments", "--json"))] == list(range(1, 10))


def test_the_commands_never_load_django():
    code = (
        "import sys; from jalons.strategy.cli import commands;"
        "commands(['commitments'], standalone_mode=False);"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
