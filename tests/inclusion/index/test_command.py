"""``jalons inclusion diagnose``: sentence, table, doubts, sources; JSON; bad codes explained."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from inclusion.index.rows import SOURCE
from jalons.inclusion.cli import commands
from jalons.inclusion.engine.index.values import AreaResult, Diagnosis, Indicator
from jalons.inclusion.words import index as words


def run(*arguments):
    return CliRunner().invoke(commands, ["diagnose", *arguments])


def area(**values):
    known = {"code": "01001", "name": "Ici", "people": 900, "score": 70.0, "low": 3, "high": 40}
    known |= {"fifth": 0.8, "known": 1, "values": (0.3,), "gaps": (12.4,), "estimated": (True,)}
    return AreaResult(**known | values)


def diagnosis(*areas, **values):
    known = {"around": "departement", "seed": 1, "draws": 1000, "ranked": 300, "mean": None,
             "coherence": (), "sources": (SOURCE,)}  # fmt: skip
    return Diagnosis((Indicator("over_65"),), areas=areas, **known | values)


def test_an_epci_gets_a_sentence_its_doubts_a_table_and_its_sources():
    shown = run("243500139").output
    assert "EPCI 243500139\N{NARROW NO-BREAK SPACE}: " in shown
    assert "sur 43" in shown
    assert "Bécherel | " in shown
    assert "Sans données, donc non comptés" in shown
    assert "Recensement de la population 2021" in shown
    assert "jamais de personnes" in shown


def test_a_city_shows_its_quarters_and_says_what_they_are_not():
    shown = run("35238").output
    assert shown.startswith("Rennes\N{NARROW NO-BREAK SPACE}: ")
    assert "Ce n’est pas un indice de fragilité" in shown
    assert "352380101 | " in shown


def test_json_has_everything():
    found = json.loads(run("35238", "--json").output)
    assert found["areas"][0]["name"] == "Rennes"
    assert found["method"] == "inclusion.fragility_index/1"
    assert found["sources"]


@pytest.mark.parametrize("code", ["99", "99999", "123456789", "1001"])
def test_an_unknown_code_is_explained(code):
    answer = run(code)
    assert answer.exit_code == 1
    assert "code INSEE" in answer.output
    assert "Traceback" not in answer.output


def test_the_sentence_follows_what_is_known():
    assert "1 commune sur 2 fait" in words.sentence(diagnosis(area(), area(fifth=0.1)), "Ici", "fr")
    assert "aucune des 2" in words.sentence(diagnosis(*[area(fifth=0.1)] * 2), "Ici", "fr")
    assert "de chances de faire partie" in words.sentence(diagnosis(area()), "Ici", "fr")
    assert "trop peu" in words.sentence(diagnosis(area(fifth=None)), "Ici", "fr")


def test_draws_never_prove_certainty():
    assert words.fifth_words(area(fifth=0.0), "fr").startswith("<")
    assert words.fifth_words(area(fifth=1.0), "fr").startswith(">")
    assert words.fifth_words(area(fifth=None), "fr") == "—"


def test_an_area_is_marked_when_it_is_small_or_lacks_an_indicator():
    assert words.marks(area(), "fr") == ()
    assert words.marks(area(people=30, known=0.5), "fr") == (
        "moins de 200 habitants", "indicateurs incomplets",
    )  # fmt: skip
    assert words.rank_words(area(low=None, high=None), diagnosis(), "fr") == "–"
    assert words.reasons(area(gaps=(0.2,)), diagnosis(), "fr") == "–"


def test_the_least_sure_ranks_come_with_their_reason():
    lines = run("72", "--widest", "10").output.splitlines()
    widths = [[int("".join(filter(str.isdigit, end))) for end in line.split("|")[1].split(" à ")]
              for line in (each.replace(" sur ", "|sur ") for each in lines)]  # fmt: skip
    assert len(lines) == 10
    assert [b - a for a, b in widths] == sorted((b - a for a, b in widths), reverse=True)
    assert all("se contredisent" in line or "Sans données" in line or "milieu" in line
               for line in lines)  # fmt: skip
    found = json.loads(run("72", "--widest", "3", "--json").output)
    assert [each["name"] for each in found["areas"]] == [each.split(" (")[0] for each in lines[:3]]


def test_the_reason_names_what_lacks_and_what_says_the_opposite():
    two = (Indicator("over_65"), Indicator("town_hall_hours"))
    known = {"values": (0.3, 12.0), "estimated": (True, False)}
    both = area(**known | {"gaps": (12.4, -20.0)})
    lacks = area(**known | {"gaps": (12.4, 0.0), "values": (0.3, None)})
    middle = area(**known | {"gaps": (0.4, -0.2)})
    found = replace(diagnosis(both, lacks, middle, area(low=None)), indicators=two)
    opposed = words.spread_words(both, found, "fr")
    assert (
        "Personnes de 65 ans ou plus (+12), mais Heures d’ouverture de la mairie (−20)" in opposed
    )
    assert words.spread_words(lacks, found, "fr").startswith("Sans données")
    assert "milieu" in words.spread_words(middle, found, "fr")
    assert len(words.widest(found, 9)) == 3
