from pathlib import Path

import pytest

from jalons.site.options import OPTIONS, OptionError, read_options


def test_every_option_has_a_usable_default():
    values = read_options({})
    assert set(values) == {option.name for option in OPTIONS}
    assert values["DATA_DIR"] == Path("~/.local/share/jalons").expanduser()
    assert values["WORKER"] is True


def test_a_value_of_the_wrong_kind_is_refused_with_its_variable():
    with pytest.raises(OptionError) as caught:
        read_options({"JALONS_THREADS": "huit"})
    assert caught.value.code == "option_invalid"
    assert "JALONS_THREADS" in caught.value.message("fr")
    assert "un nombre entier" in caught.value.message("fr")


def test_a_misspelt_variable_is_not_ignored():
    with pytest.raises(OptionError) as caught:
        read_options({"JALONS_DATADIR": "/srv"})
    assert caught.value.code == "option_unknown"
    assert "jalons settings" in caught.value.hint("fr")


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_option_is_explained_in_both_languages(option):
    assert option.explained("fr")
    assert option.explained("en") != option.explained("fr")
