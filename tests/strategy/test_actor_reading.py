"""Lists of partners as offices write them: read, or reported, never guessed and never lost."""

from datetime import date

import pytest

from jalons.strategy.engine.actor_reading import actions_in, read_register
from jalons.strategy.engine.actors import Partner, named
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.plan_reading.sheets import read_plan_sheets


def read(text, name="liste.csv"):
    return read_register(read_plan_sheets(text.encode(), name))


def codes(found):
    return [each.code for each in found.problems]


def test_a_list_is_read_under_a_title_with_the_headings_of_offices():
    found = read(
        "Partenaires du numérique responsable;;;;\n;;;;\n"
        "Structure;Type;Statut;Rôle;Date de signature\n"
        "Ressourcerie du Pont;ESS;Signataire;Reprendre le matériel;03/03/2026\n"
        "Préfecture;Services de l’État;A contacter;;\n"
    )
    bridge, office = found.actors
    assert bridge.values == {
        "name": "Ressourcerie du Pont", "kind": "reuse", "state": "engaged",
        "role": "Reprendre le matériel", "signed_on": date(2026, 3, 3),
    }  # fmt: skip
    assert (office.values["kind"], office.values["state"]) == ("state", "identified")
    assert found.problems == []


def test_contacts_and_unknown_columns_go_to_the_confidential_note():
    found = read("Organisme;Contact;Email;Ancienneté\nMairie;Mme Roy;roy@x.fr;2019\n")
    assert found.actors[0].values["contact"] == (
        "Contact : Mme Roy\nEmail : roy@x.fr\nAncienneté : 2019"
    )
    assert found.noted == ("Ancienneté",)


def test_what_a_cell_does_not_say_is_reported_and_retained():
    found = read("Organisation;Nature;Signé le;Lien\nMairie;licorne;2026;javascript:alert(1)\n")
    assert set(found.actors[0].values) == {"name", "contact"}
    assert codes(found) == ["cell", "cell", "cell"]
    assert "licorne" in found.actors[0].values["contact"]
    assert all(each.message("fr") for each in found.problems)


def test_half_a_consent_is_no_consent():
    head = "Organisation;Accord pour être nommé, le;Accord obtenu comment\n"
    found = read(f"{head}Mairie;03/03/2026;\nRégion;;Par courriel\nÉtat;04/03/2026;Lettre\n")
    mairie, region, state = (each.values for each in found.actors)
    assert "consent_on" not in mairie
    assert "consent_how" not in region
    assert state["consent_on"] == date(2026, 3, 4)
    assert codes(found) == ["consent", "consent"]


def test_a_name_that_looks_like_a_person_is_marked():
    found = read("Organisation\nJean Dupont\nLycée Jules Ferry\nDirection du numérique\n")
    assert [bool(each.persons) for each in found.actors] == [True, False, False]


def test_a_line_without_a_name_and_a_name_twice_are_reported():
    found = read("Organisation;Rôle\n;Aider\nMairie;A\nMAIRIE;B\n")
    assert [each.name for each in found.actors] == ["Mairie"]
    assert codes(found) == ["nameless", "twice"]


def test_several_organisations_in_one_cell_are_reported_not_made_one():
    found = read('Action;Partenaires\nRéparer;"Région ; Département"\nFormer;CAF\n')
    assert [each.name for each in found.actors] == ["CAF"]
    assert codes(found) == ["several"]


def test_a_cell_outside_the_headings_is_reported_and_retained():
    found = read("Organisation;Rôle\nSyndicat;Aider;bleu\n")
    assert found.actors[0].values["contact"] == "colonne sans titre : bleu"
    assert codes(found) == ["cell"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("Couleur;Taille\nbleu;3\n", "actors_no_name"),
     ("Organisation\n" + "\n".join(f"Club {n}" for n in range(501)), "actors_too_many")],
)  # fmt: skip
def test_a_file_that_is_no_list_of_partners_is_refused(text, code):
    with pytest.raises(StrategyError) as refused:
        read(text)
    assert refused.value.code == code


def test_an_action_is_found_by_its_whole_title_before_it_is_cut():
    known = {"trier reparer": ["a"], "1 2": ["b"], "former": ["c", "d"]}
    assert actions_in("Trier ; Réparer\n1.2", known) == ({"a", "b"}, [])
    assert actions_in("1.2, Former", known) == ({"b"}, ["Former"])  # two are called so


def test_in_public_only_those_that_agreed_are_named():
    held = [Partner("A", agreed=True), Partner("B"), Partner("C")]
    assert named(held, final=False) == (("A", "B", "C"), 0)
    assert named(held, final=True) == (("A",), 2)
