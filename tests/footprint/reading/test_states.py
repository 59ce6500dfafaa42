"""States written elsewhere than under a status: left out or listed, never counted in silence."""

import pytest

from footprint.reading.files import codes, inventory_of
from jalons.footprint.engine.inventory.line import Reason


def reasons(text):
    return inventory_of(text).lines["reason"].to_list()


def noticed(text, code):
    return next(str(n.params["lines"]) for n in inventory_of(text).notices if n.code == code)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Écrans réformés", Reason.RETIRED), ("PC portables volés", Reason.MISSING),
        ("Laptop - stolen", Reason.MISSING), ("Server (decommissioned)", Reason.RETIRED),
        ("PC portable à acheter", Reason.PLANNED), ("PC portable (perso)", Reason.OUTSIDE),
        ("PC HP HS", Reason.RETIRED), ("Imprimante hors service", Reason.RETIRED),
        ("HS - PC portable", Reason.RETIRED),
    ],
)  # fmt: skip
def test_a_name_that_says_its_thing_is_gone_leaves_the_row_out_and_lists_it(name, reason):
    text = f"Type;Quantité\nÉcran;1\n{name};3\n"
    assert reasons(text) == [None, reason]
    assert noticed(text, "states_written") == "3"


@pytest.mark.parametrize(
    "name",
    [
        "Écrans à réformer", "PC portable (remplace PC volé)", "3 PC dont 1 HS",
        "PC portable avec batterie HS", "Écran cassé",
    ],
)  # fmt: skip
def test_a_name_that_may_say_it_is_counted_and_listed(name):
    text = f"Type;Commune\n{name};Auch\n"
    assert reasons(text) == [None] * len(reasons(text))
    assert noticed(text, "states_doubted") == "2"


@pytest.mark.parametrize(
    "name", ["Casque Corsair HS70", "Écran non réformé", "Onduleur", "PC personnel accueil"]
)
def test_other_names_say_nothing(name):
    assert not codes(inventory_of(f"Type;Commune\n{name};Auch\n")) & {
        "states_doubted",
        "states_written",
    }


@pytest.mark.parametrize(
    ("remark", "reason"),
    [
        ("HS - mis au rebut", Reason.RETIRED), ("Volé en 2024", Reason.MISSING),
        ("réformé", Reason.RETIRED), ("déclaré perdu", Reason.MISSING), ("perso", Reason.OUTSIDE),
        ("à acheter", Reason.PLANNED),
    ],
)  # fmt: skip
def test_a_remark_that_is_a_state_is_one(remark, reason):
    text = f"Type;Modèle;Observations\nPC portable;HP;{remark}\nÉcran;HP;\n"
    assert reasons(text) == [reason, None]
    assert noticed(text, "states_written") == "2"


@pytest.mark.parametrize(
    "remark", ["à réformer en 2027", "remplacé", "carte mère HS, à voir", "perdu puis retrouvé"]
)
def test_a_longer_remark_is_counted_and_listed(remark):
    text = f'Type;Modèle;Observations\nPC portable;HP;"{remark}"\n'
    assert reasons(text) == [None]
    assert noticed(text, "states_doubted") == "2"


def test_a_state_under_another_heading_may_be_that_of_something_else():
    text = "Type;Modèle;Suivi du contrat\nPC portable;HP;Résilié\n"
    assert reasons(text) == [None]
    assert noticed(text, "states_doubted") == "2"


def test_a_remark_against_the_status_is_a_doubt():
    text = "Type;Statut;Observations\nPC portable;En service;HS\nÉcran;;HS\nÉcran;réformé;HS\n"
    assert reasons(text) == [None, Reason.RETIRED, Reason.RETIRED]
    assert noticed(text, "states_doubted") == "2"
    assert noticed(text, "states_written") == "3"


@pytest.mark.parametrize("place", ["Réforme", "Benne DEEE", "REBUT"])
def test_a_place_may_be_the_way_out(place):
    text = f"Type;Lieu\nPC portable;{place}\nÉcran;Mairie\n"
    assert reasons(text) == [Reason.RETIRED, None]


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("MATERIEL REFORME", Reason.RETIRED), ("HORS SERVICE", Reason.RETIRED),
        ("A COMMANDER EN 2027", Reason.PLANNED), ("Matériel volé", Reason.MISSING),
        ("Matériel perso", Reason.OUTSIDE),
    ],
)  # fmt: skip
def test_a_title_holds_the_rows_below_it_until_the_next(title, reason):
    text = f"Type;Quantité\nÉcran;2\n{title};\nÉcran;3\nPC portable;1\nECOLE FERRY;\nÉcran;4\n"
    assert reasons(text) == [None, "heading_row", reason, reason, "unknown_type", None]
    assert noticed(text, "states_sections") == "4, 5"


def test_a_title_of_a_kind_within_such_a_section_leaves_a_doubt():
    text = "Type;Quantité\nMATERIEL REFORME;\nÉcran;3\nIMPRIMANTES;\nBrother;2\nImprimante;5\n"
    assert reasons(text)[1] == Reason.RETIRED
    assert "6" in noticed(text, "states_doubted")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("Devis", Reason.PLANNED), ("Prévu", Reason.PLANNED), ("Budgété", Reason.PLANNED),
        ("A acheter", Reason.PLANNED), ("Demandé", Reason.PLANNED), ("Refusé", Reason.RETIRED),
        ("Jeté", Reason.RETIRED), ("Benne", Reason.RETIRED), ("Rendu", Reason.RETIRED),
        ("H.S.", Reason.RETIRED), ("Décommissionné", Reason.RETIRED), ("Doublon", Reason.RETIRED),
        ("Non trouvé", Reason.MISSING), ("Perso", Reason.OUTSIDE),
    ],
)  # fmt: skip
def test_the_words_of_a_status_column(status, reason):
    assert reasons(f"Type;Statut\nPC portable;{status}\n") == [reason]


@pytest.mark.parametrize("status", ["Remplacé par PC-12", "Cassé", "Non réformé"])
def test_a_status_that_is_not_understood_is_counted_and_listed(status):
    text = f"Type;Statut\nPC portable;En service\nPC portable;{status}\n"
    assert reasons(text) == [None, None]
    assert noticed(text, "status_unknown") == "3"
