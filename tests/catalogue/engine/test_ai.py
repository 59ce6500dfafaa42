"""The engine of AI systems: class, duties, impact, energy, cards of other registers."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.catalogue.capture.gateway import read_gateway
from jalons.catalogue.engine.ai import cards, footprint, impact, obligations
from jalons.catalogue.engine.ai.questions import missing, questions
from jalons.catalogue.engine.errors import CatalogueError
from jalons.kernel import JalonsError
from jalons.kernel.tables import package_table

TODAY = date(2026, 11, 28)
NONE = {"prohibited": ["none"], "area": ["none"], "product_safety": "no", "transparency": ["none"]}


def kind(**said):
    return obligations.classed({**NONE, **said}).kind


@pytest.mark.parametrize(("said", "expected"), [
    ({}, "minimal"),
    ({"prohibited": ["emotions"]}, "prohibited"),
    ({"area": ["employment"]}, "high"),
    ({"area": ["benefits"], "narrow_task": "no"}, "high"),
    ({"area": ["education"], "narrow_task": "preparatory"}, "high"),
    ({"area": ["education"], "narrow_task": "preparatory", "narrow_why": "Tri alphabétique",
      "profiling": "no"}, "minimal"),
    ({"area": ["education"], "narrow_task": "preparatory", "narrow_why": "Tri alphabétique",
      "profiling": "yes"}, "high"),
    ({"product_safety": "yes"}, "high"),
    ({"transparency": ["chatbot"]}, "transparency"),
    ({"prohibited": []}, "unknown"),
    ({"transparency": []}, "unknown"),
    ({"transparency": [], "area": ["emergency"]}, "high"),
])  # fmt: skip
def test_the_class_follows_from_the_answers(said, expected):
    assert kind(**said) == expected


def test_a_class_says_its_reasons_and_what_waits():
    found = obligations.classed({"area": ["employment"], "profiling": "yes"})
    assert [key for key, _ids in found.reasons] == ["area", "profiling", "unanswered"]
    assert found.reasons[-1][1] == ("prohibited", "product_safety", "transparency")
    assert obligations.choice_words(("employment",), "fr").startswith("4. recrutement")


def test_duties_come_by_date_and_change_state_on_their_day():
    answers = {**NONE, "area": ["employment"], "narrow_task": "no", "individual": "yes"}
    found = obligations.classed(answers)
    before = {each.duty.id: each.state for each in obligations.due(found, answers, TODAY)}
    assert before["fria"] == "later"
    assert before["literacy"] == "to_do"
    after = obligations.due(found, answers, date(2027, 12, 2))
    assert {each.duty.id: each.state for each in after}["fria"] == "to_do"
    assert [each.duty.since for each in after] == sorted(each.duty.since for each in after)
    filled = answers | {each.key: "2027-11-01" for each in questions("fria")}
    assert {e.duty.id: e.state for e in obligations.due(found, filled, TODAY)}["fria"] == "met"


def test_water_alone_needs_no_assessment_of_rights_and_short_logs_are_not_enough():
    answers = {**NONE, "area": ["infrastructure"], "logs_months": 3}
    states = {
        e.duty.id: e.state for e in obligations.due(obligations.classed(answers), answers, TODAY)
    }
    assert "fria" not in states
    assert states["logs"] == "to_do"


def test_a_provider_has_other_duties_and_a_no_proves_nothing():
    answers = {**NONE, "area": ["employment"], "workers_informed": "no"}
    made = obligations.classed(answers, "provider")
    assert "provider" in {each.duty.id for each in obligations.due(made, answers, TODAY)}
    used = obligations.due(obligations.classed(answers), answers, date(2028, 1, 1))
    assert {each.duty.id: each.state for each in used}["workers"] == "to_do"


def test_every_proof_and_fact_of_the_duties_exists():
    keys, facts = {each.key for each in questions()}, {
        "every", "prohibited", "product", "fria", "high_deployer", "high_provider",
        "high_individual", "high_old", "chatbot", "text", "media", "emotion"}  # fmt: skip
    for duty in obligations.duties():
        assert set(duty.proof) <= keys
        assert set(duty.when) <= facts
        assert not duty.unsettled or duty.doubt.fr


def answered(position):
    return {each.key: each.choices[position].id for each in questions("impact")}


def test_the_impact_goes_from_the_first_to_the_last_level():
    worst, best = answered(-1), answered(0)
    assert impact.assess({}) is None
    assert impact.assess(worst).level == 3
    assert impact.assess(best).level == 0
    assert impact.assess(best).high == 0


def test_missing_answers_leave_the_level_open():
    found = impact.assess({"impact_who": "residents"})
    assert found.level is None
    assert found.levels == (0, 3)
    assert len(found.unanswered) == 15


def test_four_fifths_of_the_guarantees_take_off_fifteen_percent():
    risk = {each.key: each.choices[-1].id for each in questions("impact") if not each.mitigation}
    proved = {each.key: each.choices[0].id for each in questions("impact") if each.mitigation}
    assert impact.assess(risk | proved).high == pytest.approx(52 * 0.85)
    assert impact.assess(risk | proved | {"impact_groups": "no"}).high == pytest.approx(52 * 0.85)
    less = proved | {"impact_groups": "no", "impact_watched": "no"}
    assert impact.assess(risk | less).high == 52


def test_levers_say_what_the_authority_may_change():
    found = impact.levers(answered(-1))
    assert found[0].question.id == "autonomy"
    assert all(each.question.lever for each in found)
    assert {"who", "stake"}.isdisjoint(each.question.id for each in found)
    assert [each.gain for each in found] == sorted((each.gain for each in found), reverse=True)


ANSWERS = {
    each.key: st.sampled_from([one.id for one in each.choices]) for each in questions("impact")
}


@given(st.fixed_dictionaries({}, optional=ANSWERS))
def test_an_answer_more_never_widens_the_impact(answers):
    found = impact.assess(answers)
    if found is None:
        return
    assert 0 <= found.low <= found.high <= found.most
    for each in found.unanswered[:1]:
        then = impact.assess({**answers, each.key: each.choices[0].id})
        assert found.low <= then.low <= then.high <= found.high


# EcoLogits 0.11.3, compute_llm_impacts, 1,000 output tokens, PUE 1.2: kWh
ORACLE = [(3, 3, 8.308567619379134e-05), (24, 24, 0.00010856669130284031),
          (70, 70, 0.0006575289928335044), (119, 8, 0.0003566103382123549),
          (675, 41, 0.004134213751182444), (440, 132, 0.0038337905898186164)]  # fmt: skip


@pytest.mark.parametrize(("total", "active", "kwh"), ORACLE)
def test_the_energy_is_that_of_the_published_method(total, active, kwh):
    assert footprint.wh_per_1000(total, active, 1.2) / 1000 == pytest.approx(kwh, rel=1e-9)


@pytest.mark.parametrize(("name", "known"), [
    ("openai/gpt-4o-2024-11-20", True), ("GPT-4o mini", True), ("gpt-4o-turbo", False),
    ("gpt-5-pro", False), ("gpt-5.4", False), ("gpt-5-2025-08-07", True), ("llama3.1:8b", True),
    ("mistralai/Mistral-Small-3.2-24B-Instruct-2506", True), ("albert-large", False), ("", False),
])  # fmt: skip
def test_a_model_is_known_whole_or_not_at_all(name, known):
    assert (footprint.known_model(name) is not None) is known


def test_energy_is_an_interval_or_unknown_never_zero():
    found = footprint.energy("gpt-4o", "", 1000)
    assert 0 < found.low < found.mid < found.high
    model = footprint.known_model("gpt-4o")
    ends = [footprint.wh_per_1000(model["total"][at], model["active"][at], pue)
            for at, pue in enumerate((1.09, 1.20))]  # fmt: skip
    assert (found.low, found.high) == pytest.approx((ends[0] / 2, 2 * ends[1]))  # half to twice
    assert footprint.energy("inconnu", "", 1000) is None
    assert footprint.energy("gpt-4o", "", None) is None
    small, large = (footprint.energy("inconnu", size, 1000) for size in ("small", "large"))
    assert small.mid < large.mid
    assert footprint.total([]) is None
    assert footprint.total([found, found]).low == 2 * found.low


def full():
    said = {}
    for each in questions():
        if each.needed:
            said[each.key] = each.choices[0].id if each.choices else "Écrit"
    return {**said, **NONE}


def test_a_card_climbs_its_levels_and_says_what_the_next_one_lacks():
    said, proof = full(), {"preuve": {"score": 0.8}}
    assert cards.standing({}, (), "unknown", {}, TODAY).level == "declared"
    assert cards.standing(said, (), "unknown", {}, TODAY).why == "class"
    assert cards.standing(said, (), "minimal", {}, TODAY).level == "documented"
    assert cards.standing(said, ("purpose",), "minimal", {}, TODAY).lacks[0].id == "purpose"
    assert cards.standing(said, (), "minimal", {}, TODAY, blank=("résumé",)).level == "declared"
    assert cards.standing(said, (), "minimal", proof, TODAY).level == "proven"
    old = proof | {"usage": {"mesure_le": "2026-08-01"}}
    assert cards.standing(said, (), "minimal", old, TODAY).level == "proven"
    new = proof | {"usage": {"mesure_le": "2026-11-01"}}
    assert cards.standing(said, (), "minimal", new, TODAY).level == "alive"


def schema():
    path = resources.files("jalons.catalogue") / "data" / "ai_card.schema.json"
    return json.loads(path.read_text("utf-8"))


def test_the_schema_has_the_place_of_every_question_and_its_codes():
    known = schema()["properties"]
    for each in questions():
        if each.path:
            block, name = each.path.split(".")
            place = known[block]["properties"][name]
            if each.choices:
                found = place.get("enum") or place["items"]["enum"]
                assert found == [one.id for one in each.choices], each.id
    for place in cards.PLACES:
        block, name = place.split(".")
        assert name in known[block]["properties"]
    jsonschema.Draft202012Validator.check_schema(schema())


VALUES = {"carte.id": "x", "carte.schema": cards.SCHEMA, "carte.maj_le": "2026-11-28",
          "carte.revoir_avant": "2027-11-28", "carte.statut": "used", "carte.langue": "fr",
          "carte.niveau": "documented", "droit.classe": "minimal", "quoi.nom": "Nom",
          "quoi.resume": "R" * 390, "qui.organisation": "Ville"}  # fmt: skip


def test_a_card_is_valid_and_a_foreign_key_is_refused():
    made = cards.card(VALUES, full(), {})
    jsonschema.validate(made, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**made, "quoi": {**made["quoi"], "autre": 1}}, schema())
    assert cards.card(VALUES, {}, {})["preuve"] == {}


def test_a_card_is_written_for_each_other_register():
    values = VALUES | {"droit.categorie_nl": "high", "qui.contact": "ia@ville.example"}
    answers = full() | {"risks": "r" * 2000, "measures": "m" * 2000}
    made = cards.card(values, answers, {}, "fr")
    dutch = cards.row("nl", made)
    assert len(dutch) == 31
    assert dutch["status"] == "In gebruik"
    assert dutch["publication_category"] == "Hoog-risico AI-systeem"
    assert len(dutch["risks"]) == 2500
    required = package_table("jalons.catalogue", "ai_exports")["nl"]["required"]
    assert all(dutch[name] for name in required)
    assert cards.row("afnor", made)["Nom"] == "Nom"
    assert cards.row("etalab", made)["Type (règles ou apprentissage)"].startswith("règles")
    assert tuple(cards.row("atrs", made)) == cards.columns("atrs")


def test_a_dutch_template_fills_a_card_without_what_is_of_others():
    template = {"id": "a", "name": "Anonimiseren", "description_short": "Kort", "goal": "Doel"}
    theirs = {"contact_email": "iemand@example.nl", "status": "In gebruik", "organization": "G"}
    content = template | theirs | {"human_intervention": "Ja"}
    ((values, answers),) = cards.read_cards([content, {"id": "zonder naam"}])
    assert values == {"name": "Anonimiseren", "summary": "Kort"}
    assert answers == {"purpose": "Doel", "override": "Ja"}


def test_our_own_card_comes_back_without_its_class_contacts_and_state():
    made = cards.card(VALUES | {"qui.contact": "a@b.example"}, full() | {"fria_by": "DPO"}, {})
    ((values, answers),) = cards.read_cards(json.loads(json.dumps(made)))
    assert values == {"name": "Nom", "summary": "R" * 390}
    assert "prohibited" not in answers
    assert "overseers" not in answers
    assert answers["purpose"] == "Écrit"


@pytest.mark.parametrize(
    "content", [None, [], {}, 3, [["x"]], {"carte": {}}, {"carte": 1, "quoi": []}]
)
def test_what_is_no_card_is_refused(content):
    with pytest.raises(CatalogueError):
        cards.read_cards(content)


KEYS = st.sampled_from(["carte", "quoi", "nom", "name", "goal", "publiccode", "volume_an"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(KEYS, each),
)


@given(JSON)
def test_any_json_gives_cards_or_a_refusal(content):
    try:
        for values, answers in cards.read_cards(content):
            assert values["name"]
            assert set(answers) <= {each.key for each in questions()}
    except CatalogueError:
        pass


SPEND = """request_id,api_key,spend,prompt_tokens,completion_tokens,startTime,model,user,end_user
1,sk-1,0.1,10,20,2026-10-05T09:12:33.123Z,gpt-4o,marie.durand@ville.fr,Paul Petit
2,sk-2,0.1,20,40,2026-10-06 10:00:00,gpt-4o,jean@ville.fr,
3,sk-2,0.1,20,,2026-11-06 10:00:00,bge-m3,jean@ville.fr,
4,sk-2,0.1,20,dix,2026-11-06 10:00:00,gpt-4o,jean@ville.fr,
"""


def test_a_log_of_requests_becomes_months_without_anybody():
    found = read_gateway(SPEND.encode(), "spend.csv")
    assert [(m.month.isoformat(), m.model, m.requests, m.output_tokens) for m in found.months] == [
        ("2026-10-01", "gpt-4o", 2, 60), ("2026-11-01", "bge-m3", 1, None)]  # fmt: skip
    assert found.left == 1
    assert {"user", "end_user", "api_key"} <= set(found.dropped)
    assert not any(name in repr(found.months) for name in ("marie", "Petit", "jean", "sk-"))


def test_the_daily_export_of_litellm_has_no_output_tokens_and_says_so():
    content = ("Date,Team,Team ID,Model,Spend ($),Requests,Successful,Failed,Total Tokens\n"
               "2026-10-01,Accueil,t1,mistral-small,0.1,12,12,0,900\n"
               "2026-10-02,Accueil,t1,mistral-small,0.1,8,8,0,700\n")  # fmt: skip
    (month,) = read_gateway(content.encode(), "export.csv").months
    assert (month.requests, month.output_tokens) == (20, None)


def test_seconds_months_and_french_separators_are_read():
    content = "created;model;usage.completion_tokens\n1764547200;a;10\n1764547200;a;20\n"
    (month,) = read_gateway(content.encode(), "x.csv").months
    assert (month.output_tokens, month.requests) == (30, None)  # no log, no count of requests
    content = "Mois;Modèle;Appels;Tokens en sortie\noctobre 2026;Mistral;1 200;340 000\n"
    (month,) = read_gateway(content.encode("cp1252"), "x.csv").months
    assert month.input_tokens is None
    assert (month.month, month.requests, month.output_tokens) == (date(2026, 10, 1), 1200, 340_000)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"Date,Model\n??,gpt\n", b"\x00\x01"])
def test_a_file_without_use_is_explained(content):
    with pytest.raises(JalonsError):
        read_gateway(content, "x.csv")


def test_what_is_missing_counts_drafts():
    assert len(missing(full(), drafts=())) == 0
    assert missing(full(), drafts=("risks",))[0].id == "risks"


def test_questions_about_an_area_wait_only_when_there_is_one():
    assert missing(NONE, block="screening") == []
    waiting = missing({**NONE, "area": ["employment"]}, block="screening")
    assert [each.id for each in waiting] == ["narrow_task", "narrow_why", "profiling"]
