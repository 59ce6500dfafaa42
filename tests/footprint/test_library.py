"""The library in a notebook: what was read and doubted goes with the fleet."""

import pytest

from jalons.footprint import FootprintError, assess, read

UNSAID = b"Nom;Type;Prise\nA;PC portable;112\nB;PC portable;113\n"


def test_a_fleet_says_which_columns_were_read_and_why():
    columns = {each.field: (each.heading, each.why) for each in read(UNSAID).columns}
    assert columns == {"label": ("Nom", "heading"), "type": ("Type", "heading")}


def test_what_was_doubted_follows_the_fleet_into_its_assessment():
    fleet = read(UNSAID)
    assert [each.code for each in fleet.notices] == ["proposed_quantity"]
    assert "proposed_quantity" in {each.code for each in assess(fleet).notices}


def test_a_column_one_names_is_read():
    fleet = read(UNSAID, columns={"quantity": "Prise"})
    assert fleet.quantity == 225
    assert "proposed_quantity" not in {each.code for each in fleet.notices}
    assert ("quantity", "") in {(each.field, each.why) for each in fleet.columns}


def test_a_column_that_is_not_there_is_explained():
    with pytest.raises(FootprintError, match="Aucune colonne ne se nomme"):
        read(UNSAID, columns={"quantity": "Combien"})


def test_a_long_file_says_the_same_as_a_short_one(tmp_path):
    import gzip

    path = tmp_path / "parc.csv.gz"
    path.write_bytes(gzip.compress(UNSAID))
    long, short = read(path), read(UNSAID)
    assert (long.quantity, long.columns) == (short.quantity, short.columns)
    assert [each.code for each in long.notices] == [each.code for each in short.notices]
    assert read(path, columns={"quantity": "Prise"}).quantity == 225
