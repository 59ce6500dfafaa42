"""Makers' declarations: a database apart, laid over the pack only when asked."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from jalons.footprint import store
from jalons.footprint.cli import commands
from jalons.footprint.engine.factors.declarations import CLIMATE
from jalons.footprint.engine.factors.linting import (
    FactorLine,
    Severity,
    lines_of_pack,
    lint,
    refused,
)
from jalons.footprint.engine.factors.pack import Spread, Stage
from jalons.footprint.store import (
    load_left_out,
    load_makers,
    load_pack,
    load_refused,
    pack_with_makers,
)

FLEET = "Type;Quantité;Date achat;Statut\nÉcran;20;2021-06-01;En service\n"


def whole(item, stage=Stage.MANUFACTURING):
    return next(e for e in load_makers() if (e.item, e.maker, e.stage) == (item, "", stage))


@pytest.mark.parametrize(
    ("item", "median"),
    [("laptop", 235.9), ("monitor", 333.3), ("smartphone", 52.84), ("server", 1215)],
)
def test_the_medians_are_those_boavizta_s_file_gives(item, median):
    assert whole(item).median == median
    assert whole(item).p10 < median < whole(item).p90


def test_they_are_under_the_odbl_in_a_folder_of_their_own():
    assert {each.source.licence for each in load_makers()} == {"ODbL-1.0"}
    folder = Path(store.__file__).parent / "data" / "makers"
    assert "Open Database License 1.0" in (folder / "README.md").read_text(encoding="utf-8")


def test_chosen_they_replace_manufacture_alone_where_enough_declare_it():
    pack, over = load_pack(), pack_with_makers()
    key = ("monitor", "manufacturing", CLIMATE)
    assert over.factors[key].spread.value == 333.3
    assert pack.factors[key].spread.value != 333.3
    assert over.version == f"{pack.version}+makers"
    changed = {name for name, each in over.factors.items() if each != pack.factors.get(name)}
    assert all(name[1:] == ("manufacturing", CLIMATE) for name in changed)
    assert ("workstation", "manufacturing", CLIMATE) not in changed


def test_the_bounds_go_from_deciles_to_twentieths():
    spread = whole("monitor").spread
    assert isinstance(spread, Spread)
    assert spread.low < whole("monitor").p10
    assert spread.high > whole("monitor").p90


def test_the_linter_finds_nothing_to_refuse_in_them():
    assert not refused(lint(lines_of_pack(pack_with_makers())))


def test_a_share_over_the_whole_is_left_out_and_told():
    reasons = {(each.item, each.maker, each.reason) for each in load_left_out()}
    assert ("desktop", "Dell", "share_outside") in reasons


def test_monitors_weigh_more_after_the_makers_from_the_command_line(tmp_path):
    file = tmp_path / "parc.csv"
    file.write_text(FLEET, encoding="utf-8")
    outs = [tmp_path / "a.json", tmp_path / "b.json"]
    runner = CliRunner()
    for out, more in zip(outs, ([], ["--makers"]), strict=True):
        done = runner.invoke(commands, ["run", str(file), "--json", str(out), *more])
        assert done.exit_code == 0, done.output
    assert "+makers" in outs[1].read_text(encoding="utf-8")
    assert "+makers" not in outs[0].read_text(encoding="utf-8")


def _line(each, value, region):
    return FactorLine(
        item="électricité",
        stage="use",
        criterion=each.criterion,
        region=region,
        value=value,
        unit=each.unit,
        source="" if each.rule == "lint_no_source" else each.source.title,
        electricity=True,
    )


def test_the_linter_refuses_or_doubts_every_value_said_to_be_left_out():
    for each in load_refused():
        if not each.rule:
            continue
        near = each.neighbour or 1.0
        others = [
            _line(each, near * share, f"R{at}") for at, share in enumerate((0.7, 0.9, 1.1, 1.4))
        ]
        asked = _line(each, 1.0 if each.value is None else each.value, "X")
        rows = [asked] if each.rule == "lint_no_source" else [asked, *others]
        told = [finding for finding in lint(rows) if finding.line.region == "X"]
        assert each.rule in {finding.code for finding in told}, each.item
        assert told[0].severity in {Severity.REFUSED, Severity.WARNING}
