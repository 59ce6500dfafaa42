"""``columns`` and ``duplicates`` from the command line: sentences, never values."""

import pytest
from click.testing import CliRunner

from jalons.ailibrary.cli.columns import check_columns, find_duplicates
from jalons.ailibrary.engine.errors import AIError


def run(command, path, content):
    path.write_text(content, encoding="utf-8")
    return CliRunner().invoke(command, [str(path)])


def test_columns_are_described_and_no_value_is_shown(tmp_path):
    answer = run(check_columns, tmp_path / "a.csv",
                 "Titulaire;Contact;Note\n73282932000074;Mme Anne Roy;x\n"
                 "55208131766522;Paul Martin;y\n"
                 "73282932000074;Lucie Bernard;z\n")  # fmt: skip
    assert answer.exit_code == 0
    assert "Titulaire – Numéro SIRET" in answer.output
    assert "peut désigner une personne" in answer.output
    assert "Roy" not in answer.output


def test_a_value_in_place_of_a_heading_is_not_shown(tmp_path):
    answer = run(check_columns, tmp_path / "a.csv", "2026-01-03;1 84 12 76 451 089 46\n"
                 "2026-02-03;1 84 12 76 451 089 46\n"
                 "2026-03-03;1 84 12 76 451 089 46\n")  # fmt: skip
    assert "2 – Numéro de sécurité sociale" in answer.output
    assert "1 84" not in answer.output


def test_duplicates_are_shown_by_line_with_their_reasons(tmp_path):
    file = tmp_path / "parc.csv"
    answer = run(find_duplicates, file,
                 "Nom;N° de série;Modèle\nPC-1;5CG0123ABC;EliteBook 840 G8\n"
                 "PC-2;5CG0123ABD;EliteBook\n"
                 "pc-1.ville.local;5cg0123abc;HP EliteBook 840 G8\n")  # fmt: skip
    assert "lignes 2 et 4" in answer.output
    assert "même numéro de série" in answer.output
    assert (
        "Aucun doublon" in run(find_duplicates, file, "Nom;N° de série\nPC-1;5CG0123ABC\n").output
    )


def test_a_file_that_is_no_inventory_is_refused_with_what_is_needed(tmp_path):
    answer = run(
        find_duplicates, tmp_path / "b.csv", "Montant;Jour\n12;2026-01-01\n13;2026-01-02\n"
    )
    assert isinstance(answer.exception, AIError)
    with pytest.raises(AIError, match="numéro de série"):
        raise answer.exception
