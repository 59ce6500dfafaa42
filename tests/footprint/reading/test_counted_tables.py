"""Tables of numbers: sums, earlier years, plans and labels are not counted as devices."""

import io

import openpyxl
import pytest

from footprint.reading.files import codes, inventory_of
from footprint.reading.test_layouts import counted
from jalons.footprint.engine.reading.vocabulary.totals import NumberRow, is_total, sums_of
from jalons.footprint.words.figures import say


def notice_of(inventory, code):
    (found,) = [each for each in inventory.notices if each.code == code]
    return found


def crossed(*rows, heading="Site"):
    return inventory_of("\n".join([f"{heading};PC fixes;PC portables", *rows]))


def total(inventory):
    return counted(inventory).get("desktop", 0.0), counted(inventory).get("laptop", 0.0)


@pytest.mark.parametrize(
    "label",
    [
        "S/T", "S/Total", "Ensemble", "Cumul", "TOT", "Tous sites", "Récap", "Total",
        "Sous-total centre",
        "Moyenne", "Max", "% portables", "Objectif 2027", "TOTAL GÉNÉRAL",
    ],
)  # fmt: skip
@pytest.mark.parametrize("figures", ["16;9", "14;7"])
def test_a_row_that_says_it_sums_or_computes_is_not_counted(label, figures):
    inventory = crossed("Mairie;12;8", "École;4;1", f"{label};{figures}")
    assert total(inventory) == (16.0, 9.0)
    assert inventory.lines["reason"].to_list() == [None, None, None, None, "total_row"]


@pytest.mark.parametrize("label", ["Max", "Min", "Récap", "Objectif"])
def test_a_list_of_people_has_no_row_of_figures(label):
    assert not is_total([label, "PC portable"])


def test_groups_above_and_below_their_details_are_sums():
    rows = [
        "Pôle A;20;12",
        "- Finances;12;6",
        "- RH;8;6",
        "Pôle B;10;4",
        "- Voirie;4;2",
        "- Parcs;6;2",
    ]
    inventory = crossed(*rows)
    assert total(inventory) == (30.0, 16.0)
    notice = notice_of(inventory, "rows_summing")
    assert notice.params["lines"] == "2, 5"
    assert "« Pôle A »" in notice.params["samples"]
    assert total(crossed("Ferry;13;9", "Moulin;4;11", "Écoles;17;20", "CCAS;5;1")) == (22.0, 21.0)


def test_figures_that_may_be_equal_by_chance_are_counted_and_listed():
    inventory = crossed("Mairie;2;1", "CCAS;1;1", "Gymnase;3;2")
    assert total(inventory) == (6.0, 4.0)
    assert notice_of(inventory, "rows_maybe_summing").params["lines"] == "4"
    assert total(crossed("mairie;2;1", "ccas;1;1", ";3;2")) == (3.0, 2.0)


def test_initialisms_are_no_groups_and_capitals_above_others_are():
    assert total(crossed("Mairie;2;1", "École;3;1", "CCAS;5;2")) == (10.0, 4.0)
    grouped = crossed("NORD;11;2", "Bourg;6;1", "Port;5;1", "SUD;5;3", "Parc;3;1", "Quai;2;2")
    assert total(grouped) == (16.0, 5.0)


def test_a_service_called_as_what_is_computed_elsewhere_is_counted():
    assert total(crossed("Budget;4;2", "RH;3;5", "Cabinet;2;9")) == (9.0, 16.0)


def test_a_list_whose_row_equals_those_above_is_counted_and_the_row_is_listed():
    inventory = inventory_of("Type;Quantité\nPC portable;10\nPC portable;5\nPC portable;15\n")
    assert counted(inventory) == {"laptop": 30.0}
    assert notice_of(inventory, "rows_maybe_summing").params["lines"] == "4"
    several = inventory_of("Type;Quantité\nPC fixe;10\nPC portable;5\nÉcran;15\n")
    assert "rows_maybe_summing" not in codes(several)


def test_a_group_of_groups_is_a_sum_and_so_is_the_row_that_sums_all():
    texts = ["DGA", "Pôle A", "- a", "- b", "Pôle B", "- c", "- d", "Ville"]
    numbers = [(70, 30), (40, 10), (15, 4), (25, 6), (30, 20), (11, 13), (19, 7), (70, 30)]
    rows = [
        NumberRow(i, (text,), pair)
        for i, (text, pair) in enumerate(zip(texts, numbers, strict=True))
    ]
    assert sorted(sums_of(rows).sure) == [0, 1, 4, 7]


@pytest.mark.parametrize(
    ("heading", "labels"),
    [
        ("Année", ["2023", "2024", "2025"]), ("Mois", ["Janvier", "Février", "Mars"]),
        ("", ["2023", "2024", "2025"]),
        ("Date", ["31/12/2023", "31/12/2024", "31/12/2025"]),
        ("Période", ["T1 2025", "T2 2025", "T3 2025"]),
    ],
)  # fmt: skip
def test_of_rows_by_year_the_last_is_counted(heading, labels):
    rows = [
        f"{label};{figures}"
        for label, figures in zip(labels, ["50;20", "40;30", "30;40"], strict=True)
    ]
    for ordered in (rows, rows[::-1]):
        inventory = crossed(*ordered, heading=heading)
        assert total(inventory) == (30.0, 40.0)
        assert notice_of(inventory, "rows_past").params["last"] == labels[-1]


def test_each_place_has_its_last_year_and_purchases_add_up():
    text = "Site;Année;PC fixes;PC portables\nA;2024;5;6\nA;2025;4;7\nB;2024;3;3\nB;2025;2;4\n"
    assert total(inventory_of(text)) == (6.0, 11.0)
    bought = inventory_of(text.replace("Année", "Année d'achat"))
    assert total(bought) == (14.0, 20.0)
    assert total(inventory_of(text.replace("A;2024;5;6\n", ""))) == (9.0, 14.0)


@pytest.mark.parametrize("years", ["2023;2024;2025", "Nb 2023;Nb 2024;Nb 2025", "2025;2024;2023"])
def test_of_columns_by_year_the_last_is_the_quantity(years):
    last = years.split(";").index(max(years.split(";")))
    cells = [["10", "20"], ["12", "22"], ["14", "25"]]
    if last == 0:
        cells.reverse()
    rows = [
        f"{name};{';'.join(c[i] for c in cells)}" for i, name in enumerate(["PC portable", "Écran"])
    ]
    inventory = inventory_of("\n".join([f"Type;{years}", *rows]))
    assert counted(inventory) == {"laptop": 14.0, "monitor": 25.0}
    assert "last_year_read" in codes(inventory)


def test_a_blank_last_year_is_no_device():
    assert counted(inventory_of("Type;2024;2025\nPC portable;10;\nÉcran;3;4\n")) == {"monitor": 4.0}


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (";2024;;2025;", (6.0, 8.0)), (";2025;;2024;", (4.0, 6.0)),
        (";Parc actuel;;Prévu;", (4.0, 6.0)),
        (";Existant;;Renouvellement 2027;", (4.0, 6.0)), (";A;;B;", (4.0, 6.0)),
        (";École A;;École B;", (10.0, 14.0)),
    ],
)  # fmt: skip
def test_a_kind_named_twice_is_counted_once_as_the_titles_above_say(titles, expected):
    text = f"{titles}\nService;Fixes;Portables;Fixes;Portables\nUn;1;2;2;3\nDeux;3;4;4;5\n"
    inventory = inventory_of(text.replace("Fixes", "PC fixes").replace("Portables", "PC portables"))
    assert total(inventory) == expected
    assert ("columns_not_today" in codes(inventory)) == ("École" not in titles)


def test_a_year_in_each_heading_is_read_too():
    text = "Site;PC fixes 2024;PC fixes 2025;Écrans 2024;Écrans 2025\nA;5;4;6;7\nB;2;2;3;3\n"
    assert counted(inventory_of(text)) == {"desktop": 6.0, "monitor": 10.0}


@pytest.mark.parametrize(
    "rows",
    [["A1;101;201", "A2;102;202"], ["A1;1;1", "A2;2;2", "A3;3;3"], ["B;145;310", "C;412;127"]],
)
def test_labels_under_kinds_are_not_counted_and_named(rows):
    inventory = crossed(*rows, heading="Bureau")
    assert counted(inventory) == {}
    assert notice_of(inventory, "labels_not_counted").params["columns"] == 2
    assert "se suivent" in say("labels_not_counted", "fr", columns=2, samples="« PC »")


@pytest.mark.parametrize(
    "rows",
    [
        ["Mairie;320;410", "CCAS;150;212"],
        ["A;1;4", "B;2;2", "C;3;9", "Total;6;15"],
        ["A;1;1", "B;2;2"],
    ],
)
def test_counts_that_only_look_like_labels_are_counted(rows):
    assert "labels_not_counted" not in codes(crossed(*rows))
    assert counted(crossed(*rows))


def test_a_quantity_merged_over_rows_is_counted_once():
    book = openpyxl.Workbook()
    for row in [
        ["Type", "Modèle", "Quantité"],
        ["PC portable", "5420", 12],
        [None, "5430"],
        [None, "440"],
    ]:
        book.active.append(row)
    book.active.merge_cells("C2:C4")
    book.active.merge_cells("A2:A4")
    target = io.BytesIO()
    book.save(target)
    inventory = inventory_of(target.getvalue())
    assert counted(inventory) == {"laptop": 12.0}
    assert inventory.lines["reason"].to_list() == [None, "shared_row", "shared_row"]
    assert notice_of(inventory, "rows_shared").params == {"rows": 2, "lines": "3, 4"}


@pytest.mark.parametrize(
    "text",
    [
        "Site;PC fixes;PC portables;Borne d'accès wifi\nA;2;5;oui\nB;6;1;non\n",
        "Agent;PC;Écran;Tél. mobile pro\nDurand;Dell 7010;HP E24;0612131415\n",
    ],
)
def test_a_column_that_names_a_device_and_is_not_read_is_named(text):
    inventory = inventory_of(text)
    heading = text.splitlines()[0].split(";")[-1]
    assert heading in notice_of(inventory, "kinds_unread").params["samples"]


def test_a_plural_in_brackets_is_a_kind():
    assert counted(inventory_of("Site;PC portable(s);Ecran(s)\nA;2;5\nB;6;1\n")) == {
        "laptop": 8.0,
        "monitor": 6.0,
    }


def test_a_table_beside_the_first_is_noticed():
    inventory = inventory_of("Type;Qté;;Type;Qté\nPC portable;3;;Écran;4\n")
    assert counted(inventory) == {"laptop": 3.0}
    assert "« Qté »" in notice_of(inventory, "second_table_unread").params["columns"]
