"""Exports of town accounting: whatever their shape, each line is summed or said to be left out."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from jalons.procurement.capture.accounting import (
    ExportReading,
    label_group,
    look,
    read,
    read_euros,
)
from jalons.procurement.engine.agec.spending import Group
from jalons.procurement.engine.errors import ProcurementError

HEAD = "Date;Compte;Libellé;Fournisseur;Montant HT;Montant TTC\r\n"
LEDGER = (
    "COMMUNE D'ESSAI;;;;;\r\nGrand livre, édité le 02/01/2026;;;;;\r\n;;;;;\r\n" + HEAD +
    "03/02/2025;21838;Écrans 24 pouces;UGAP;1 234,56;1 481,47\r\n"
    "04/02/2025;21838;Écrans 27 pouces;UGAP;765,44;918,53\r\n"
    "05/02/2025;21838;Portables reconditionnés;ÉCODAIR;500,00;500,00\r\n"
    "06/02/2025;21838;Avoir écrans;UGAP;(100,00);(120,00)\r\n"
    ";;Total compte 21838;;2 400,00;2 780,00\r\n"
    "07/03/2025;6064;Papier et stylos;TOTAL;40,00-;48,00-\r\n"
    "Date;Compte;Libellé;Fournisseur;Montant HT;Montant TTC\r\n"
    "08/03/2025;6064;Remb. Mme Odile Roy;Odile Roy;10,00;12,00\r\n"
    "31/12/2024;6064;Classeurs;LYRECO;99,00;118,80\r\n"
    "09/03/2025;6064;Ramettes;LYRECO;abc;12,00\r\n"
    "10/03/2025;6064;Toners;LYRECO;1.234;1480,8\r\n"
    ";;;;55,00;\r\n"
    ";;Total général;;2 400,00;2 780,00\r\n"
)  # fmt: skip


def file_of(tmp_path, content, name="export.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp1252"))
    return path


def summed(path, amount="ht", before_tax=True, vat=None, year=2025, **columns):
    layout = look(path, path.name)
    mapping = {**layout.proposal.mapping, **columns}
    return read(path, path.name, ExportReading(mapping, amount, year, before_tax, vat))


def test_a_ledger_in_old_encoding_is_summed_by_account_label_and_supplier(tmp_path):
    found = summed(file_of(tmp_path, LEDGER))
    assert found.groups[0] == Group("21838", "écrans pouces", "ugap", Decimal("2000.00"), 2)
    assert (
        Group("21838", "portables reconditionnés", "écodair", Decimal("500.00"), 1) in found.groups
    )
    assert found.total == Decimal("2370.00")


def test_what_is_left_out_is_counted_with_its_reason(tmp_path):
    found = summed(file_of(tmp_path, LEDGER))
    assert found.reasons == {"line_sum": 2, "line_amount": 1, "line_two_ways": 1, "line_alone": 1}
    assert [(row, code) for row, code, _text in found.left_out][:2] == [
        (9, "line_sum"),
        (14, "line_amount"),
    ]
    assert found.other_years == {2024: (1, Decimal("99.00"))}
    assert found.credits == (2, Decimal("-140.00"))


def test_the_total_of_what_is_read_and_left_out_is_the_whole_file(tmp_path):
    found = summed(file_of(tmp_path, LEDGER))
    counted = sum(each.lines for each in found.groups)
    others = sum(lines for lines, _euros in found.other_years.values())
    assert counted + others + sum(found.reasons.values()) == found.lines


def test_a_supplier_called_total_is_no_subtotal(tmp_path):
    found = summed(file_of(tmp_path, LEDGER))
    assert any(each.supplier == "total" and each.amount == -40 for each in found.groups)


def test_the_name_of_a_person_is_in_no_sum(tmp_path):
    found = summed(file_of(tmp_path, LEDGER))
    assert found.unnamed == 1
    assert not any("roy" in f"{each.label} {each.supplier}" for each in found.groups)
    assert Group("6064", "", "", Decimal("10.00"), 1) in found.groups


def test_amounts_before_and_with_tax_are_both_proposed_and_a_person_chooses(tmp_path):
    layout = look(file_of(tmp_path, LEDGER), "export.csv")
    assert layout.amounts == ("ht", "ttc")
    with pytest.raises(ProcurementError) as refused:
        summed(file_of(tmp_path, LEDGER), amount="")
    assert refused.value.code == "accounting_amount"


def test_an_amount_with_tax_is_no_total_before_tax_without_the_rule_of_vat(tmp_path):
    path = file_of(tmp_path, "Compte;Libellé;Montant TTC\r\n2183;Écrans;120,00\r\n")
    with pytest.raises(ProcurementError) as refused:
        summed(path, amount="ttc", before_tax=False)
    assert refused.value.code == "accounting_vat"
    assert summed(path, amount="ttc", before_tax=False, vat=Decimal("0.2")).total == Decimal(
        "100.00"
    )


def test_a_plain_amount_waits_for_a_person_to_say_what_it_is(tmp_path):
    path = file_of(tmp_path, "Compte;Libellé;Montant\r\n2183;Écrans;120,00\r\n")
    with pytest.raises(ProcurementError) as refused:
        summed(path, amount="amount", before_tax=None)
    assert refused.value.code == "accounting_tax"


def test_two_headings_alike_are_named_apart_and_wait_for_a_choice(tmp_path):
    path = file_of(tmp_path, "Compte;Libellé;Montant HT;Montant HT\r\n2183;Écrans;120,00;7,00\r\n")
    layout = look(path, path.name)
    assert layout.proposal.headings[2:] == ("Montant HT (1)", "Montant HT (2)")
    assert "ht" not in layout.proposal.mapping
    assert summed(path, ht=3).total == Decimal("7.00")


def test_debit_less_credit_is_the_amount_of_a_ledger(tmp_path):
    path = file_of(
        tmp_path, "Compte;Libellé;Débit;Crédit\r\n2183;Écrans;120,00;\r\n2183;Avoir;;20,00\r\n"
    )
    assert summed(path, amount="debit").total == Decimal("100.00")


def test_a_credit_written_in_a_column_of_sides_is_deducted(tmp_path):
    path = file_of(
        tmp_path,
        "Compte;Libellé;Montant;Sens\r\n2183;Écrans;120,00;D\r\n2183;Avoir écrans;20,00;C\r\n"
        "2183;Avoir;-5,00;Crédit\r\n2183;Titre;7,00;R\r\n2183;Souris;3,00;\r\n",
    )
    found = summed(path, amount="amount")
    assert found.total == Decimal("100.00")
    assert found.reasons == {"line_side": 3}
    assert [text for _row, _code, text in found.left_out] == ["Crédit", "R", "3.00"]
    assert found.credits == (1, Decimal("-20.00"))


def test_the_columns_of_the_legal_file_of_entries_are_known(tmp_path):
    head = "EcritureDate|CompteNum|CompteLib|CompAuxLib|EcritureLib|Debit|Credit"
    rows = "20250203|2183000|Matériel|UGAP|Écrans|120,00|0,00\r\n20250204|2183000|Matériel|UGAP|"
    found = summed(file_of(tmp_path, f"{head}\r\n{rows}Écrans|0,00|20,00\r\n"), amount="debit")
    assert found.groups == (Group("2183000", "écrans", "ugap", Decimal("100.00"), 2),)


def test_a_column_of_vat_is_no_amount_to_sum(tmp_path):
    head = "Compte;Libellé;Montant HT;Montant TVA;Montant TTC\r\n2183;Écrans;100;20;120\r\n"
    path = file_of(tmp_path, head)
    assert look(path, path.name).amounts == ("ht", "ttc")


def test_a_quote_that_never_closes_is_refused_not_swallowed(tmp_path):
    lines = "".join(f"2183;ligne;{n},00;a;b\r\n" for n in range(30))
    path = file_of(
        tmp_path,
        'Compte;Libellé;Montant HT;x;y\r\n2183;"14 pouces;5,00;a;b\r\n'
        f'{lines}2183;"b";1,00;a;b\r\n',
    )
    with pytest.raises(ProcurementError) as refused:
        summed(path)
    assert refused.value.code == "quote_open"


def test_a_workbook_is_read_as_its_text(tmp_path):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Mandats")
    for row, cells in enumerate(
        [
            ("Édition du 2 janvier",),
            ("Article", "Objet", "Tiers", "Montant HT"),
            (21838, "Écrans", "UGAP", 1234.56),
            (21838, "Avoir", "UGAP", -34.56),
        ]
    ):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.close()
    found = summed(file_of(tmp_path, buffer.getvalue(), "mandats.xlsx"))
    assert (found.total, found.lines) == (Decimal("1200.00"), 2)


def test_a_text_of_16_bits_is_read(tmp_path):
    assert summed(file_of(tmp_path, LEDGER.encode("utf-16"))).total == Decimal("2370.00")


def test_a_picture_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(ProcurementError) as refused:
        look(file_of(tmp_path, b"\x89PNG\r\n\x1a\n" + b"0" * 50, "scan.csv"), "scan.csv")
    assert "image" in refused.value.message("fr").lower()


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("1 234,56", "1234.56"), ("1\u202f234,56 €", "1234.56"), ("(1 234,56)", "-1234.56"),
        ("1 234,56-", "-1234.56"), ("−12,5", "-12.5"), ("1.234,56", "1234.56"), ("'-3,00", "-3.00"),
        ("(12 €)", "-12"), ("1,234", None), ("-1.234", None), ("(−5)", None), ("12 15", None),
        ("", None), ("1e3", None), ("1234,567", "1234.567"), ("0,125", "0.125"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it_or_not_at_all(text, euros):
    assert read_euros(text) == (None if euros is None else Decimal(euros))


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([" ", "\u202f", "\u00a0", ""]))
def test_any_amount_written_the_french_way_is_read_back(value, space):
    whole, cents = f"{abs(value):,.2f}".replace(",", space).split(".")
    written = f"{whole},{cents}"
    for text in (f"-{written}", f"({written})", f"{written}-") if value < 0 else (written,):
        assert read_euros(text) == value


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_an_amount(text):
    assert read_euros(text) is None or isinstance(read_euros(text), Decimal)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("MARTIN SARL", "martin sarl"),
        ("DUPONT JEAN", ""),
        ("Mme Odile ROY", ""),
        ("Frais M. Le Goff", ""),
    ],
)
def test_a_person_is_recognised_and_a_company_is_not_one(text, kept):
    assert label_group(text) == (kept, not kept)


def test_a_label_loses_its_references():
    assert label_group("Facture 2025-0114 / Toners HP") == ("facture toners hp", False)


def test_a_carry_over_of_a_ledger_is_no_spending(tmp_path):
    content = HEAD + (
        ";;Report à nouveau;;2 100,00;2 520,00\r\n;;À nouveau;;50,00;60,00\r\n"
        "03/02/2025;21838;Écrans;UGAP;10,00;12,00\r\n"
    )
    found = summed(file_of(tmp_path, content))
    assert found.total == Decimal("10.00")
    assert found.reasons["line_sum"] == 2


@pytest.mark.parametrize("heading", ["Date émission", "Date mandatement", "Date de facture"])
def test_the_day_of_a_mandate_is_found_as_software_calls_it(tmp_path, heading):
    content = HEAD.replace("Date;", f"{heading};") + "05/12/2024;6064;Papier;LYRECO;100,00;120,00"
    assert summed(file_of(tmp_path, content)).other_years == {2024: (1, Decimal("100.00"))}
