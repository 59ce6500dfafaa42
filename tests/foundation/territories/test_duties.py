import tomllib
from importlib import resources

import pytest

from jalons.foundation.territories.cards import cards
from jalons.foundation.territories.duties import (
    PACKAGE,
    Facts,
    Reason,
    Verdict,
    decide,
    decide_all,
    parse,
)
from jalons.foundation.territories.queries import all_duties
from jalons.kernel import Messages

DUTIES = {duty.id: duty for duty in all_duties()}


def verdict(duty, **facts):
    return decide(DUTIES[duty], Facts(**facts))


def test_a_commune_above_fifty_thousand_bears_the_reen_strategy_and_is_told_why():
    found = verdict("reen_strategy", kind="commune", population=77_400)
    assert found.verdict is Verdict.APPLIES
    assert [reason.text("fr") for reason in found.reasons] == [
        "parce que 77\u202f400 habitants dépassent 50\u202f000"
    ]


def test_fifty_thousand_exactly_is_not_more_than_fifty_thousand():
    found = verdict("reen_strategy", kind="epci", population=50_000)
    assert found.verdict is Verdict.NOT
    assert found.reasons[0].code == "reason_below"


def test_a_population_that_straddles_the_threshold_depends_on_the_figure():
    found = verdict("reen_strategy", kind="commune", population=49_900, population_total=50_300)
    assert found.verdict is Verdict.DEPENDS
    assert "50\u202f300 (population totale)" in found.reasons[0].text("fr")


def test_an_unknown_population_is_not_zero():
    found = verdict("reen_strategy", kind="commune")
    assert found.verdict is Verdict.DEPENDS
    assert found.reasons[0].code == "reason_population_unknown"


@pytest.mark.parametrize("kind", ["ept", "departement", "region"])
def test_a_duty_that_does_not_name_a_kind_says_so(kind):
    found = verdict("reen_strategy", kind=kind, population=500_000)
    assert found.verdict is Verdict.NOT
    assert found.reasons == (Reason("reason_not_kind", {"kind": kind}),)
    assert found.reasons[0].text("fr").startswith("parce qu’elle ne vise pas les")


def test_open_data_depends_on_staff_until_someone_tells_it():
    known = {"kind": "commune", "population": 12_000}
    assert verdict("open_data", **known).verdict is Verdict.DEPENDS
    assert verdict("open_data", **known, staff=50).verdict is Verdict.NOT
    assert verdict("open_data", **known, staff=51).verdict is Verdict.APPLIES


def test_a_small_commune_escapes_open_data_whatever_its_staff():
    found = verdict("open_data", kind="commune", population=3_500)
    assert found.verdict is Verdict.NOT
    assert [reason.code for reason in found.reasons] == ["reason_below"]


def test_purchases_settle_the_spaser():
    assert verdict("spaser", kind="region").verdict is Verdict.DEPENDS
    assert verdict("spaser", kind="region", purchases=49_999_999).verdict is Verdict.NOT
    assert verdict("spaser", kind="region", purchases=50_000_000).verdict is Verdict.APPLIES


def test_nothing_is_taken_for_granted_overseas_nor_for_the_metropolis_of_lyon():
    lyon = verdict("reen_strategy", kind="epci", nature="MET69", population=1_400_000)
    assert [reason.code for reason in lyon.reasons] == ["reason_status_unclear"]
    papeete = decide_all(all_duties(), Facts(kind="commune", population=60_000, overseas=True))
    assert Verdict.APPLIES not in {found.verdict for found in papeete}


def test_a_bill_never_applies():
    found = verdict("nis2", kind="commune", population=100_000)
    assert found.verdict is Verdict.DEPENDS


def test_duties_that_apply_come_first():
    found = decide_all(all_duties(), Facts(kind="epci", population=80_000))
    order = [list(Verdict).index(finding.verdict) for finding in found]
    assert order == sorted(order)
    assert len(found) == len(DUTIES)


def test_every_duty_is_whole_in_both_languages_and_every_doubt_is_explained():
    assert len(DUTIES) == len(all_duties())
    for duty in all_duties():
        assert 1 <= duty.commitment <= 9
        assert duty.law
        assert duty.source
        assert duty.verified or duty.doubt, duty.id
        texts = [duty.name, duty.what, *(moment.what for moment in duty.dates)]
        texts += [duty.doubt] if duty.doubt else []
        for text in texts:
            assert text["fr"]
            assert text["en"]


def test_every_reason_has_its_sentence_in_both_languages():
    messages = Messages.of(PACKAGE)
    path = resources.files(PACKAGE) / "data" / "messages.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    assert all(entry["fr"] and entry["en"] for entry in entries.values())
    asked = {duty.asks for duty in all_duties() if duty.asks}
    kinds = {f"kind_{kind}" for kind in ("commune", "epci", "ept", "departement", "region")}
    assert asked | kinds <= messages.codes()


def test_a_duty_without_its_law_is_refused():
    with pytest.raises(TypeError):
        parse('[[duty]]\nid = "x"\ncommitment = 1\nkinds = ["commune"]\n')


def test_cards_write_dates_in_words_and_end_each_sentence_once():
    found = decide_all(all_duties(), Facts(kind="epci", population=80_000))
    shown = {card.name: card for card in cards(found, Verdict.APPLIES, "fr")}
    strategy = shown["Stratégie numérique responsable"]
    assert strategy.when[0] == ("1er janvier 2023", "programme de travail")
    assert strategy.ambition == 3
    depends = cards(found, Verdict.DEPENDS, "fr")
    assert all(card.why.endswith((".", "?")) and "?." not in card.why for card in depends)
    days = {day for card in shown.values() for day, _ in card.when}
    assert {"22 août 2026", "30 juin", "2030"} <= days
