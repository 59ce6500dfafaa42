"""By which routes a device may leave: the cases of the law, and what holds whatever the device."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel.tables import package_table
from jalons.reuse.cli import commands
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.routes.rules import read_rules, shipped_rules
from jalons.reuse.engine.routes.verdicts import (
    Circumstances,
    LeavingDevice,
    Outcome,
    age_on,
    verdict,
    verdicts,
)
from jalons.reuse.words import routes as words

RULES = shipped_rules()
TODAY = date(2026, 11, 28)
CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text())["case"]
KINDS = st.sampled_from([*package_table("jalons.reuse", "decisions")["kinds"], "other"])
MAYBE = st.none() | st.booleans()
DEVICES = st.builds(
    LeavingDevice,
    kind=KINDS,
    bought_on=st.none() | st.dates(date(2005, 1, 1), TODAY),
    value=st.none() | st.decimals(0, 2000, places=2),
    working=MAYBE,
    special=MAYBE,
)
SEEN = st.builds(
    Circumstances,
    on=st.just(TODAY),
    resale_price=st.none() | st.decimals(0, 400, places=2),
    to_precarious=MAYBE,
    committed=MAYBE,
)


def amount(value):
    return None if value is None else Decimal(value)


def found_for(case):
    device = LeavingDevice(
        case["kind"], case.get("bought"), case.get("retired"), amount(case.get("value")),
        case.get("works"), case.get("special"),
    )  # fmt: skip
    seen = Circumstances(
        TODAY, amount(case.get("resale")), case.get("needy"), case.get("committed")
    )
    return verdict(RULES.route(case["to"]), device, seen, RULES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_law_says_of_a_device_and_a_route(case):
    found = found_for(case)
    assert found.outcome == case["outcome"]
    assert case["article"] in found.articles
    assert "reason" not in case or case["reason"] in {each.code for each in found.reasons}
    assert found.missing == tuple(case.get("missing", ()))
    assert "counts" not in case or found.counts is case["counts"]


def test_there_are_more_than_twenty_cases_and_each_route_is_in_one():
    assert len(CASES) >= 20
    assert {case["to"] for case in CASES} == set(RULES.routes)


@given(DEVICES, SEEN)
def test_beyond_ten_years_nothing_but_recycling_is_open(device, seen):
    old = LeavingDevice(device.kind, date(2010, 1, 1), None, device.value, device.working)
    open_routes = {v.route.key for v in verdicts(old, seen, RULES) if v.outcome == "allowed"}
    assert open_routes == {"eco_organism", "recycler"}


@given(DEVICES, SEEN)
def test_every_refusal_and_every_question_names_a_text_that_has_a_source(device, seen):
    for found in verdicts(device, seen, RULES):
        for reason in found.reasons:
            if reason.outcome is not Outcome.ALLOWED:
                assert reason.article in RULES.articles
            assert words.reason_words(reason, "fr")
            assert words.reason_words(reason, "en")
        assert words.articles_words(found, RULES, "en")
        assert words.counts_words(found, "fr")
        assert (found.outcome == "missing") <= bool(found.missing)


@given(DEVICES, SEEN)
def test_to_know_more_never_opens_a_refused_route(device, seen):
    for found in verdicts(device, seen, RULES):
        if found.outcome == "refused":
            known = LeavingDevice(
                device.kind, device.bought_on or date(2024, 1, 1), None,
                device.value if device.value is not None else Decimal(1),
                True if device.working is None else device.working, bool(device.special),
            )  # fmt: skip
            assert verdict(found.route, known, seen, RULES).outcome == "refused"


@given(DEVICES, SEEN)
def test_a_device_counts_only_when_the_taker_committed_itself(device, seen):
    for found in verdicts(device, seen, RULES):
        assert not found.counts or (seen.committed and found.outcome == "allowed")


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 9000))
def test_whole_years_are_counted_as_people_do(bought, days):
    later = bought + timedelta(days=days)
    years = age_on(bought, later)
    assert years * 365 <= days < (years + 1) * 366
    assert age_on(later, bought) == 0
    assert age_on(bought, bought.replace(day=1)) == 0


def test_what_nobody_read_at_its_source_is_shown_as_such():
    staff = next(v for v in verdicts(
        LeavingDevice("laptop", date(2022, 1, 1), None, Decimal(50)), Circumstances(TODAY), RULES
    ) if v.route.key == "staff")  # fmt: skip
    assert "D. 3212-4 (à vérifier)" in words.articles_words(staff, RULES, "fr")
    assert "D. 3212-3 (à vérifier)" not in words.articles_words(staff, RULES, "fr")


def reasons_of(device, to, **seen):
    found = verdict(RULES.route(to), device, Circumstances(TODAY, **seen), RULES)
    return {each.code: words.reason_words(each, "fr") for each in found.reasons}


def test_the_decree_does_not_say_that_a_transfer_to_a_public_body_is_free():
    dear = LeavingDevice("laptop", date(2023, 1, 1), None, Decimal(1200))
    assert "service juridique" in reasons_of(dear, "public")["public_price"]
    cheap = LeavingDevice("laptop", date(2023, 1, 1), None, Decimal(300))
    assert "public_price" not in reasons_of(cheap, "public")


def test_the_resale_price_of_a_desktop_is_that_of_a_set():
    found = LeavingDevice("desktop", date(2022, 1, 1), None, Decimal(100), True)
    seen = {"resale_price": Decimal(150), "to_precarious": True}
    assert "écran, clavier et souris" in reasons_of(found, "rup", **seen)["resale_set"]


def test_special_security_is_left_out_of_the_rate_by_the_decree_and_destroyed_by_caution():
    found = LeavingDevice("laptop", date(2022, 1, 1), None, Decimal(50), special=True)
    assert "par prudence" in reasons_of(found, "public")["special"]


def test_ten_years_to_the_day_are_not_less_than_ten_years():
    found = LeavingDevice("laptop", date(2016, 11, 28), None, Decimal(50), True)
    assert "n’a pas plus de dix ans" in reasons_of(found, "recycler")["reuse_first"]


def test_a_refused_gift_is_never_said_to_be_possible():
    found = reasons_of(LeavingDevice("laptop", date(2012, 1, 1), None, Decimal(50)), "rup")
    assert set(found) == {"special_supposed", "over_limit", "value_within"}
    assert not any("peut être donné" in each for each in found.values())


def test_a_device_worth_less_than_nothing_or_retired_before_it_was_bought_is_refused():
    with pytest.raises(ReuseError) as error:
        LeavingDevice("laptop", value=Decimal(-1))
    assert error.value.code == "value_negative"
    with pytest.raises(ReuseError) as error:
        LeavingDevice("laptop", date(2022, 1, 1), date(2021, 1, 1))
    assert error.value.code == "retired_before"


def test_a_rule_without_the_source_of_its_article_is_not_read():
    table = dict(package_table("jalons.reuse", "routes"))
    articles = {k: v for k, v in table["articles"].items() if k != "d3212_3"}
    with pytest.raises(KeyError, match="d3212_3"):
        read_rules(table | {"articles": articles})


def run(*words_typed):
    return CliRunner().invoke(commands, ["route", "--on", "2026-11-28", *words_typed])


def test_the_command_says_why_a_route_is_refused_and_by_which_article():
    found = run("--kind", "laptop", "--bought", "2016-05-01", "--value", "120", "--to", "esus")
    assert found.exit_code == 0
    assert "REFUSÉE" in found.output
    assert "1er mai 2016" in found.output
    assert "Loi REEN, art. 16" in found.output


def test_the_command_answers_for_each_device_of_a_file(tmp_path):
    file = tmp_path / "parc.csv"
    file.write_text("Nom;Type;Date d'achat;Valeur actuelle\nPC-1;Portable;2022-05-01;120 €\n"
                    "PC-2;Portable;03/04/2021;\n")  # fmt: skip
    found = run(str(file), "--to", "parents")
    assert "PC-1" in found.output
    assert "PERMISE" in found.output
    assert "ligne 3" in found.output
    assert "03/04/2021" in found.output
    assert "PC-2" not in found.output


def test_a_row_that_cannot_be_leaves_the_others_answered(tmp_path):
    file = tmp_path / "parc.csv"
    file.write_text(
        "Nom;Type;Date d'achat;Date de réforme;Valeur actuelle\n"
        "PC-1;Portable;2022-05-01;2021-05-01;10\n"
        "PC-2;Portable;2022-05-01;;10\n"
    )
    found = run(str(file), "--to", "parents")
    assert "ligne 2" in found.output
    assert "PC-2" in found.output
    assert "PERMISE" in found.output


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--kind", "toaster"), "toaster"),
        (("--kind", "laptop", "--to", "friend"), "friend"),
        (("--kind", "laptop", "--value", "lots"), "lots"),
        ((), "--kind"),
    ],
)
def test_the_command_names_what_it_does_not_understand(typed, said):
    found = run(*typed)
    assert found.exit_code != 0
    assert said in found.output
