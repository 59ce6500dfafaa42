"""Exports of other platforms are read; who answered is nowhere in what was read."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import JalonsError
from jalons.participation.capture.answers import LIMITS, file_bytes, read_answers
from jalons.participation.capture.personal import personal_reason
from jalons.participation.cli import commands
from jalons.participation.engine.consultations.questions import Kind, Question
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.exchange.planning import (
    decided,
    plan_of,
    proposals_of,
    read_rows,
)
from participation.exchange import files
from participation.exchange.files import EVERY, SECRETS, csv_bytes, zipped


def questions(table):
    """The questions proposed, by their title: their kind and the answers offered."""
    return {each.title: (each.kind, each.options) for each in proposals_of(table)[0] if each.kind}


@pytest.mark.parametrize("name", EVERY)
def test_nothing_that_says_who_answered_is_read(name):
    content = EVERY[name]()
    assert any(secret in content.decode() for secret in SECRETS)
    table = read_answers(content, "export.csv")
    assert table.format == name
    assert [secret for secret in SECRETS if secret in str(table)] == []
    assert len(table.dropped) >= 3


def test_what_is_dropped_is_named_with_the_reason():
    table = read_answers(files.any_table(), "reponses.csv")
    assert dict(table.dropped) == {
        "Nom et prénom": "heading", "Adresse e-mail": "emails", "Tél.": "heading",
        "user_agent": "heading", "Référent": "names",
    }  # fmt: skip
    assert read_answers(files.decidim_proposals(), "p.csv").dropped.keys() >= {
        "author/name", "endorsements/user_endorsements",
    }  # fmt: skip
    assert "Hachage IP" in read_answers(files.decidim_answers(), "a.csv").dropped


def test_ideas_of_decidim_have_their_supports_and_withdrawn_ones_are_left_out():
    table = read_answers(files.decidim_proposals(), "proposals.csv")
    assert table.skipped == {"withdrawn": 1}
    ideas = list(read_rows(table, decided(table, proposals_of(table)[1], {})))
    assert [(*each.texts.values(), each.supports) for each in ideas] == [
        ("Des bancs à l’ombre", "Devant l’école & la poste.", 41),
        ("Un abri pour les vélos 🚲", "Près de la gare.", 12),
        ("Trees", "More trees.", 3),
    ]
    assert {each.week.isoformat() for each in ideas} == {"2026-03-09"}


def test_questions_of_a_decidim_survey():
    assert questions(read_answers(files.decidim_answers(), "a.csv")) == {
        "Comment venez-vous au marché ?": (
            Kind.CHOICE, ("À vélo", "En voiture", "Autre (trottinette)", "À pied")),
        "Que faut-il garder ?": (Kind.SEVERAL, ("Les halles", "Le parking", "La fontaine")),
        "Votre avis — Le bruit": (Kind.CHOICE, ("Gênant", "Calme")),
        "Votre avis — La propreté": (Kind.CHOICE, ("Correcte", "Sale")),
        "Une idée ?": (Kind.TEXT, ()),
    }  # fmt: skip


@pytest.mark.parametrize("full", [True, False])
def test_questions_of_limesurvey_with_boxes_ranks_and_ages(full):
    table = read_answers(files.limesurvey(full=full), "results-survey.csv")
    assert table.skipped == {"unfinished": 1}
    found, _decisions = proposals_of(table)
    assert [each.kind for each in found if each.kind] == [
        Kind.SEVERAL, Kind.TEXT, Kind.RANK, Kind.SCALE, Kind.CHOICE, Kind.TEXT,
    ]  # fmt: skip
    age = next(each for each in found if each.kind is Kind.CHOICE)
    assert (age.about_you, age.reason) == (full, "repeated" if full else "codes")
    boxes = next(each for each in found if each.kind is Kind.SEVERAL)
    assert len(boxes.options) == 3  # a box that nobody ticked is offered too


def test_the_three_lines_of_headings_of_framaforms():
    table = read_answers(files.framaforms(), "submissions.csv")
    assert questions(table) == {
        "Êtes-vous satisfait ?": (Kind.CHOICE, ("Non", "Oui")),
        "Que vient-on y faire ?": (Kind.SEVERAL, ("Acheter", "Discuter", "Manger")),
        "Votre message": (Kind.TEXT, ()),
    }
    assert table.skipped == {"unfinished": 1}


def test_headings_of_limesurvey_with_a_code_and_a_text_are_read_as_the_text():
    rows = [["id. ID de la réponse", "submitdate. Date de soumission", "lastpage. Dernière page",
             "ipaddr. Adresse IP", "Q1. Êtes-vous pour ?", "Q2[SQ001]. Usages [Marche]",
             "Q2[SQ002]. Usages [Vélo]"],
            *([n, "2026-01-05 10:00:00", 2, files.IP, "Oui" if n % 3 else "Non", "Oui", "Non"]
              for n in range(1, 9))]  # fmt: skip
    table = read_answers(csv_bytes(rows, delimiter=","), "results.csv")
    assert table.dropped.keys() == {"ID de la réponse", "Adresse IP"}
    assert questions(table) == {
        "Êtes-vous pour ?": (Kind.CHOICE, ("Oui", "Non")),
        "Usages": (Kind.SEVERAL, ("Marche", "Vélo")),
    }


def test_an_hour_to_the_second_is_no_question_and_a_family_name_alone_is_personal():
    rows = [["ID", "Start time", "Completion time", "Email", "Name", "Nom du référent", "Why?"],
            *([n, f"3/{n + 12}/26 9:00:00", f"3/{n + 12}/26 9:05:11", "?", "", "Dupont", f"So {n}"]
              for n in range(1, 9))]  # fmt: skip
    table = read_answers(csv_bytes(rows, delimiter=","), "forms.csv")
    assert table.dropped.keys() == {"ID", "Email", "Name", "Nom du référent"}
    assert questions(table) == {"Why?": (Kind.TEXT, ())}
    assert proposals_of(table)[1] == {"0": "week", "1": "", "2": "new"}


def test_a_column_that_always_says_the_same_is_no_question():
    rows = [["Quartier", "Une idée ?"], *(["Nord", f"Planter, dit le {n}."] for n in range(1, 9))]
    found, decisions = proposals_of(read_answers(csv_bytes(rows), "x.csv"))
    assert (found[0].reason, decisions) == ("same", {"0": "", "1": "new"})


def test_json_of_cap_collectif_says_the_same_as_its_csv():
    table = read_answers(files.cap_collectif_json(), "replies.json")
    assert table.format == "cap_collectif"
    assert [secret for secret in SECRETS if secret in str(table)] == []
    assert questions(table) == {
        "Quels sujets ?": (Kind.SEVERAL, ("Le logement", "La santé")),
        "Pourquoi ?": (Kind.TEXT, ()),
    }


def test_an_archive_gives_its_ideas_and_its_list_of_people_is_not_opened():
    content = zipped(**{
        "open-data-users__csv": files.decidim_users(), "LISEZMOI__pdf": b"%PDF",
        "open-data-proposals__csv": files.decidim_proposals(),
        "open-data-proposal_comments__csv": files.decidim_comments(),
    })  # fmt: skip
    table = read_answers(content, "open-data.zip")
    assert table.format == "decidim_proposals"
    assert set(table.unread) == {
        "open-data-users.csv", "LISEZMOI.pdf", "open-data-proposal_comments.csv",
    }  # fmt: skip


def test_a_list_of_people_is_refused_alone_too():
    with pytest.raises(ParticipationError, match="liste de personnes"):
        read_answers(files.decidim_users(), "export.csv")
    with pytest.raises(ParticipationError, match="users"):
        read_answers(zipped(users__csv=files.decidim_users()), "export.zip")


@pytest.mark.parametrize("first", [files.NAME, files.MAIL, files.PHONE, files.IP])
def test_a_file_without_headings_is_refused_when_its_first_line_names_somebody(first):
    rows = [[first, "Oui", "Merci bien"], ["M. Dupont", "Non", "Rien à dire"]]
    with pytest.raises(ParticipationError) as refusal:
        read_answers(csv_bytes(rows), "sans-titres.csv")
    assert first not in refusal.value.message("fr") + refusal.value.hint("fr")


def spoilt(name):
    rows = [["Date", "Que garder ?", "Note"],
            *([f"0{n}/03/2026", "L’été 🌞" if n % 2 else "Le marché", f"{n % 5 + 1},0"]
              for n in range(1, 9))]  # fmt: skip
    table = csv_bytes(rows)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return {
        "cut archive": zipped(answers__csv=table * 50)[:-60],
        "windows": csv_bytes([[cell.replace(" 🌞", "") for cell in row] for row in rows],
                             encoding="cp1252"),
        "commas": csv_bytes(rows, delimiter=","),
        "other columns": csv_bytes([["Code", "Libellé"], ["1", "Parc"], ["2", "Gare"]]),
        "big": b"a" * (200 * 2**20),
        "empty": b"\n \n",
        "no row": csv_bytes(rows[:1]),
        "web page": f"<html><table>{lines}</table></html>".encode(),
        "sign in page": b"<!doctype html><html><body><p>Connectez-vous</p></body></html>",
        "decimals": table,
        "two lines": csv_bytes([["Consultation 2026", "", ""], *rows]),
        "emojis": csv_bytes([["Idée 💡", "Avis 👍"], *(["🌳" * n, "👍"] for n in range(1, 7))]),
    }[name]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cut archive", "incomplet"), ("big", "200 Mo"), ("empty", "vide"),
        ("no row", "aucune réponse"), ("sign in page", "page"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(name, words):
    with pytest.raises(JalonsError) as refusal:
        read_answers(spoilt(name), "export.csv")
    assert words in refusal.value.message("fr")
    assert refusal.value.hint("fr") or name == "no row"


@pytest.mark.parametrize("name", ["windows", "commas", "web page", "decimals", "two lines"])
def test_a_file_written_otherwise_is_read_the_same(name):
    table = read_answers(spoilt(name), "export.csv")
    found, decisions = proposals_of(table)
    assert [each.kind for each in found] == [None, Kind.CHOICE, Kind.SCALE]
    plan = plan_of(table, decided(table, decisions, {}))
    assert (plan.people, plan.undated, plan.questions[1].answers) == (8, 0, 8)


def test_columns_that_are_no_question_are_proposed_as_nothing():
    table = read_answers(spoilt("other columns"), "export.csv")
    found, decisions = proposals_of(table)
    assert [each.kind for each in found] == [Kind.SCALE, Kind.TEXT]
    with pytest.raises(ParticipationError, match="laissées de côté"):
        decided(table, dict.fromkeys(decisions, ""), {})
    emojis = read_answers(spoilt("emojis"), "export.csv")
    assert emojis.rows == 6


def test_answers_go_to_the_questions_of_a_consultation():
    table = read_answers(spoilt("decimals"), "export.csv")
    known = {
        "keep": Question("keep", Kind.SEVERAL, "Que garder ?", {"1": "l'ete", "2": "Le marché"}),
        "way": Question("way", Kind.CHOICE, "Comment ?", {"1": "À pied", "2": "À vélo"}),
    }
    chosen = decided(table, {"0": "week", "1": "keep"}, known)
    plan = plan_of(table, chosen)
    assert (plan.questions[0].answers, plan.questions[0].misfits) == (8, 0)
    assert plan.questions[0].samples == ()
    with pytest.raises(ParticipationError, match="ne conviennent pas"):
        plan_of(table, decided(table, {"1": "way"}, known))
    with pytest.raises(ParticipationError, match="reçoit deux colonnes"):
        decided(table, {"1": "keep", "2": "keep"}, known)
    with pytest.raises(ParticipationError, match="pas les deux"):
        decided(table, {"1": "idea", "2": "new"}, known)
    with pytest.raises(ParticipationError, match="Les soutiens"):
        decided(table, {"2": "supports"}, known)


def test_days_are_weeks_and_an_american_day_is_not_taken_for_another():
    rows = [["Timestamp", "Why?"], ["3/9/2026 8:15:00", "Because."], ["12/25/2026 9:00:00", "Yes."]]
    table = read_answers(csv_bytes(rows, delimiter=","), "form.csv")
    weeks = [each.week for each in read_rows(table, decided(table, proposals_of(table)[1], {}))]
    assert [each.isoformat() for each in weeks] == ["2026-03-09", "2026-12-21"]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Préférez-vous un courriel ou un appel ?", ["Courriel", "Appel"] * 6),
        ("Quel nom pour la place ?", ["Place du Marché", "La Halle", "Le Kiosque"]),
        ("Nom de l’association", ["Les Amis du vélo", "Comité des fêtes", "Foyer rural"]),
        ("Que faire de la rue Jean Jaurès ?", ["L’ouvrir", "La fermer"]),
        ("Note", ["4", "5", "3"]),
    ],
)
def test_a_question_is_not_taken_for_a_person(heading, cells):
    assert personal_reason(heading, cells) == ""


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), max_size=8))
def test_any_table_is_read_or_refused_in_words(rows):
    try:
        table = read_answers(csv_bytes(rows), "x.csv")
    except JalonsError as error:
        assert error.message("fr")
        return
    assert all(len(column.cells) == table.rows for column in table.columns)
    found, decisions = proposals_of(table)
    assert len(found) == len(table.columns)
    try:
        plan = plan_of(table, decided(table, decisions, {}))
    except ParticipationError as error:
        assert error.message("fr")
    else:
        assert plan.people + plan.ideas + plan.blank == table.rows


def test_the_command_reads_and_stores_nothing(tmp_path):
    file = tmp_path / "export.csv"
    file.write_bytes(files.limesurvey())
    said = CliRunner().invoke(commands, ["read", str(file)]).output
    assert "Réponses de LimeSurvey, 7" in said
    assert "Adresse IP" in said
    assert "Rien n’est enregistré." in said
    assert not [secret for secret in SECRETS if secret in said]
    assert not re.search(r"exchange_|\{", said)
    file.write_bytes(b"a" * (LIMITS.bytes + 1))
    with pytest.raises(JalonsError):
        file_bytes(file)
