"""Files of options: TOML, CSV, and what is refused with its reason."""

from decimal import Decimal

import pytest

from jalons.procurement.capture.lifecycle import read_options
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.lifecycle.costs import Condition

D = Decimal
TOML = b"""
[[option]]
label = "Neuf"
price = 900.50
energy = 30
life = 6
[[option]]
label = "Repris"
condition = "refurbished"
price = 450
energy = 38
life = 4
embodied = 40
"""
HEAD = "Libellé;État;Prix HT;kWh;Durée de service;Revente\n"


def code_of(content, name="options.csv"):
    with pytest.raises(ProcurementError) as refused:
        read_options(content.encode() if isinstance(content, str) else content, name)
    assert str(refused.value)
    return refused.value.code


def test_a_toml_file_keeps_its_cents_and_its_order():
    new, used = read_options(TOML, "options.toml")
    assert (new.price, new.condition, new.embodied) == (D("900.50"), Condition.NEW, None)
    assert (used.label, used.condition, used.embodied) == ("Repris", Condition.REFURBISHED, 40)


def test_a_french_table_is_read_with_its_spaces_and_commas():
    text = HEAD + "Portable;neuf;1 234,50 €;30,5;6;\nAutre;occasion;450 € HT;38;4;20\n"
    first, second = read_options(text.encode("cp1252"), "options.csv")
    assert (first.price, first.energy, first.life) == (D("1234.50"), D("30.5"), 6)
    assert first.residual == 0
    assert (second.condition, second.residual) == (Condition.REFURBISHED, 20)


def test_prices_with_and_without_vat_are_not_mixed():
    assert code_of(HEAD + "A;neuf;900 € HT;30;6;\nB;neuf;900 € TTC;30;6;\n") == "options_taxes"


def test_a_missing_column_is_named():
    with pytest.raises(ProcurementError) as refused:
        read_options("Libellé;Prix\nA;900\n".encode(), "options.csv")
    assert refused.value.code == "options_columns"
    assert "kWh" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("", "options.toml", "options_none"),
        ("[[option]]\nlabel='A'\n", "options.toml", "options_toml"),
        ("[[option]\n", "options.toml", "options_toml"),
        ("[[option]]\nlabel='A'\nprice='cher'\nenergy=1\nlife=1\n", "a.toml", "options_toml"),
        (b"\xff\xfe\xff", "options.toml", "options_toml"),
        (HEAD, "options.csv", "options_none"),
        (HEAD + "A;neuf;cher;30;6;\n", "options.csv", "options_row"),
        (HEAD + "A;neuf;900;30;6,5;\n", "options.csv", "options_row"),
        (HEAD + "A;neuf;900;30;;\n", "options.csv", "options_row"),
        (HEAD + "A;neuf;900;30;60;\n", "options.csv", "option_life"),
        (HEAD + "A;neuf;-900;30;6;\n", "options.csv", "option_amount"),
    ],
)
def test_what_cannot_be_read_is_explained(content, name, code):
    assert code_of(content, name) == code


def test_a_file_that_is_no_table_is_refused_in_its_own_words():
    assert code_of(b"%PDF-1.7 \x00\x01", "options.csv") not in {"options_none", "options_columns"}
