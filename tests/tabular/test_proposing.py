"""A column is known by its whole heading; anything else is proposed, and waits for a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.tabular.column_mapping import Evidence, Preset, Wanted, known_headings, propose
from jalons.tabular.folding import fold, fold_heading

FIELDS = (
    Wanted("name", "Libellé", ("nom du lot", "désignation"), required=True),
    Wanted("quantity", "Quantité", ("qté", "nb")),
    Wanted("ready_on", "Disponible le", ("dispo", "date de disponibilité")),
    Wanted("site", "Site", ("bâtiment", "lieu")),
)


def evidences(headings, fields=FIELDS, **more):
    return {
        each.field: (each.column, each.evidence)
        for each in propose(headings, fields, **more).columns
    }


@pytest.mark.parametrize(("heading", "field"), [
    ("LIBELLE", "name"), ("Désignations", "name"), ("Qté", "quantity"), ("Nb.", "quantity"),
    ("ready_on", "ready_on"), ("readyOn", "ready_on"), ("Bâtiments", "site"),
    (" dispo ", "ready_on"),
])  # fmt: skip
def test_a_whole_heading_is_known(heading, field):
    found = propose(["?", heading], FIELDS)
    assert found.mapping == {field: 1}
    assert found.to_confirm == ()


@pytest.mark.parametrize(("heading", "field", "evidence"), [
    ("Libellé court", "name", Evidence.PART), ("Qté commandée", "quantity", Evidence.PART),
    ("Site de stockage", "site", Evidence.PART), ("Libelé", "name", Evidence.NEAR),
    ("Quantitté", "quantity", Evidence.NEAR), ("Date de disponiblité", "ready_on", Evidence.NEAR),
])  # fmt: skip
def test_a_likeness_is_proposed_and_not_read(heading, field, evidence):
    found = propose([heading], FIELDS)
    assert found.mapping == {}
    assert [(each.field, each.evidence) for each in found.to_confirm] == [(field, evidence)]
    assert found.unread == (heading,)
    assert found.confirmed({field: 0}).mapping == {field: 0}


@pytest.mark.parametrize("heading", ["Couleur", "", "N°", "Observations", "Date", "Position"])
def test_what_nobody_knows_is_left_alone(heading):
    assert propose([heading], FIELDS).columns == ()


def test_the_best_name_wins_and_each_column_is_read_once():
    assert evidences(["qté", "Quantité"])["quantity"] == (1, Evidence.HEADING)
    assert evidences(["Libellé", "Nom du lot"]) == {"name": (0, Evidence.HEADING)}


def test_two_columns_of_one_heading_wait_for_a_person():
    found = propose(["Site", "Site", "Libellé"], FIELDS)
    assert found.mapping == {"name": 2}
    assert [(each.field, each.column, each.evidence) for each in found.to_confirm] == [
        ("site", 0, Evidence.AMBIGUOUS)
    ]


def test_a_name_of_two_fields_is_known_of_neither():
    fields = (Wanted("bought", "Achat", ("date",)), Wanted("gone", "Sortie", ("date",)))
    found = propose(["Date", "Sortie"], fields)
    assert found.mapping == {"gone": 1}
    assert found.to_confirm[0].evidence is Evidence.AMBIGUOUS


def test_the_name_of_a_field_in_the_program_yields_to_the_words_of_another():
    fields = [Wanted("name", "Organisation"), Wanted("organisation", "Nom lu")]
    assert propose(["Organisation"], fields).mapping == {"name": 0}
    assert propose(["organisation", "Nom lu"], fields).mapping == {"name": 0, "organisation": 1}


def test_between_two_near_names_neither_is_proposed():
    fields = (Wanted("start", "Debut 2026"), Wanted("end", "Debut 2027"))
    assert propose(["Debut 202"], fields).columns == ()


def test_a_known_tool_is_recognised_by_headings_only_it_has():
    preset = Preset(
        "glpi", (frozenset({"entites id"}), frozenset({"computermodels id", "model id"})),
        {"name": ("designation", "name"), "site": ("locations id",), "other": ("x",)},
    )  # fmt: skip
    headings = ["name", "entites_id", "locations_id", "model_id", "Libellé"]
    found = propose(headings, FIELDS, presets=(preset,))
    assert found.preset == "glpi"
    assert found.mapping == {"name": 0, "site": 2}
    assert propose(headings[:3], FIELDS, presets=(preset,)).preset == ""


def test_what_is_required_and_has_no_known_column_is_missing():
    assert [each.name for each in propose(["Qté"], FIELDS).missing(FIELDS)] == ["name"]
    assert propose(["Libellé"], FIELDS).missing(FIELDS) == ()


def test_what_a_person_says_replaces_what_was_proposed():
    found = propose(["Libellé", "Qté", "Divers"], FIELDS)
    after = found.confirmed({"name": 2, "quantity": None})
    assert after.mapping == {"name": 2}
    assert [each.evidence for each in after.columns] == [Evidence.CHOSEN]
    assert found.confirmed({"site": 0}).mapping == {"site": 0, "quantity": 1}


@pytest.mark.parametrize("chosen", [{"name": 3}, {"name": -1}, {"name": 0, "site": 0}])
def test_an_impossible_choice_is_refused(chosen):
    with pytest.raises(ValueError, match="no such columns"):
        propose(["Libellé", "Qté", "Divers"], FIELDS).confirmed(chosen)


HEADINGS = some.lists(
    some.one_of(
        some.text(max_size=15),
        some.sampled_from([name for each in FIELDS for name in (each.label, *each.synonyms)]),
    ), max_size=8,
)  # fmt: skip


@given(HEADINGS)
def test_a_field_and_a_column_meet_once_and_the_known_are_named(headings):
    found = propose(headings, FIELDS)
    assert len({each.field for each in found.columns}) == len(found.columns)
    assert len({each.column for each in found.columns}) == len(found.columns)
    words = known_headings(FIELDS)
    for each in found.columns:
        assert each.heading == headings[each.column]
        if each.is_known:
            meanings = {words.exact(fold(each.heading)), words.exact(fold_heading(each.heading))}
            assert each.field in meanings
            assert each.certainty > 0.5
    assert set(found.mapping) | {each.field for each in found.to_confirm} == {
        each.field for each in found.columns
    }


@given(HEADINGS, some.randoms())
def test_the_order_of_columns_changes_nothing_of_what_is_known(headings, random):
    unique = list(dict.fromkeys(headings))
    moved = random.sample(unique, len(unique))
    named = {field: unique[at] for field, at in propose(unique, FIELDS).mapping.items()}
    again = {field: moved[at] for field, at in propose(moved, FIELDS).mapping.items()}
    assert named.keys() == again.keys()
