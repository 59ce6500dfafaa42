"""Activities are counts: nothing of a person is stored, shown, exported or retained too long."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from inclusion.skills.coop import ONE, SECRETS, export, workshop
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.journal.models import Entry
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import delete, write
from jalons.foundation.tasks.worker import Worker
from jalons.inclusion.web.campaigns.demo import fill as fill_campaigns
from jalons.inclusion.web.campaigns.models import Campaign
from jalons.inclusion.web.skills import actions, indicators, queries
from jalons.inclusion.web.skills.demo import fill as fill_skills
from jalons.inclusion.web.skills.models import (
    Activity,
    EquipmentAid,
    ErasedMonth,
    Retention,
    TrainingSession,
)
from jalons.strategy.web.observations.models import StoredObservation
from samples import api_token

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = TODAY.year


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def editor(town):
    return signed_in(member_of(town, Role.CONTRIBUTOR))


def made(town, model=Activity, **values):
    record = model(authority=town)
    known = {"week": TODAY, "kind": "collective", "minutes": 60, "participants": 8,
             "place": "venue"} if model is Activity else {}  # fmt: skip
    write(town, None, [(record, known | values)])
    return record


def url(town, name, *args):
    return reverse(name, args=[town.slug, *args])


def page(client, town, name="skills_year", *args):
    answer = client.get(url(town, name, *args))
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return text.decode().replace("\u202f", " ").replace("\u00a0", " ")


def bring(client, town, *rows, name="jeanne-dupont.xlsx"):
    sent = {"file": SimpleUploadedFile(name, export(*rows))}
    return client.post(url(town, "activity_import"), sent)


def stored_texts():
    """All that the database has, as one text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [bytes(cell).decode(errors="replace") if isinstance(cell, bytes | memoryview)
                      else str(cell) for row in cursor.fetchall() for cell in row]  # fmt: skip
    return "\n".join(found)


def recent(weeks=1):
    return ONE | {"Date": TODAY - timedelta(weeks=weeks)}


def test_an_export_of_the_coop_is_stored_without_a_word_on_a_person(town, editor, caplog):
    with caplog.at_level(logging.DEBUG):
        before = stored_texts()
        answer = bring(editor, town, recent(), *workshop(1, 6, Date=TODAY))
        assert answer.status_code == 302
        check = editor.get(answer.url)
        text = check.content.decode()
        assert "écartée : Bénéficiaire" in text
        form = check.context["form"]
        fields = {name: field.initial or "" for name, field in form.fields.items()}
        assert editor.post(answer.url, {**fields, "step": "apply"}).status_code == 302
        Worker().run_pending()
    assert Activity.objects.of(town).count() == 2
    one = Activity.objects.of(town).get(kind="individual")
    assert (one.themes, one.ages, one.statuses) == (
        ["email", "a_papers"],
        {"70": 1},
        {"retired": 1},
    )
    assert one.week.weekday() == 0
    after = stored_texts()
    for secret in (*SECRETS, ONE["ID CRA"], "jeanne-dupont"):
        assert after.count(secret) == before.count(secret), secret
        assert secret not in caplog.text, secret
    lines = " ".join(f"{each.label} {each.before} {each.after}" for each in Entry.objects.of(town))
    assert "70" not in lines.replace("2070", "")


def test_the_same_export_twice_changes_nothing(town, editor):
    for _time in range(2):
        answer = bring(editor, town, recent())
        form = editor.get(answer.url).context["form"]
        fields = {name: field.initial or "" for name, field in form.fields.items()}
        editor.post(answer.url, {**fields, "step": "apply"})
        Worker().run_pending()
    assert Activity.objects.of(town).count() == 1
    assert Activity.objects.of(town).get().version == 1


def test_another_file_is_refused_with_a_way_out(town, editor):
    sent = {"file": SimpleUploadedFile("liste.csv", "Nom;Âge\nDupont;70\n".encode())}
    answer = editor.post(url(town, "activity_import"), sent)
    assert answer.status_code == 422
    assert "Activités" in answer.content.decode()
    assert not ImportFile.objects.of(town).exists()
    assert "Dupont" not in stored_texts()


def test_an_activity_is_recorded_by_its_form_with_its_week_only(town, editor):
    day = TODAY - timedelta(days=60 + (TODAY.weekday() == 4))  # never a Monday
    sent = {"week": day.isoformat(), "kind": "collective", "minutes": "90", "participants": "6",
            "themes": ["email"], "ages_70": "4", "statuses_retired": "6"}  # fmt: skip
    answer = editor.post(url(town, "activity_new"), sent)
    assert answer.status_code == 302
    found = Activity.objects.of(town).get()
    assert found.week == day - timedelta(days=day.weekday())
    assert (found.ages, found.statuses) == ({"70": 4}, {"retired": 6})
    assert day.isoformat() not in str(list(Change.objects.of(town).values("before", "after")))
    form = page(editor, town, "activity_edit", found.pk)
    assert 'name="ages_70" value="4"' in form.replace("  ", " ")


def test_counts_beyond_the_participants_are_refused_and_what_was_typed_stays(town, editor):
    sent = {"week": TODAY.isoformat(), "kind": "individual", "minutes": "90", "participants": "2",
            "ages_70": "3"}  # fmt: skip
    answer = editor.post(url(town, "activity_new"), sent)
    assert answer.status_code == 422
    assert "dépassent" in answer.content.decode()
    assert 'value="3"' in answer.content.decode()
    with pytest.raises(ValidationError):
        made(town, participants=2, newcomers=3)


@pytest.mark.parametrize("code", ["1004", "PARIS", "2C004", "20004"])
def test_a_code_that_is_no_municipality_is_refused(town, code):
    with pytest.raises(ValidationError, match="INSEE"):
        made(town, commune=code)


def test_no_small_count_leaves_the_page_of_a_year_nor_its_files(town, editor):
    made(town, participants=40, place="venue", commune="35360")
    made(town, participants=3, place="home", commune="35001", themes=["a_justice"])
    made(town, participants=9, place="remote")
    text = page(editor, town, "skills_year_of", YEAR)
    assert "52 participations" in text
    assert "secret" in text
    assert "35001" not in text
    file = page(editor, town, "skills_file", YEAR, "csv")
    assert "domicile;secret" in file
    assert "35001" not in file
    assert page(editor, town, "activity_export", "csv") == file


def test_a_year_of_a_few_people_is_a_sentence_without_a_figure(town, editor):
    made(town, participants=2)
    assert "trop peu de personnes" in page(editor, town)
    made(town, TrainingSession, theme="email", level="beginner", public="staff", seats=10,
         attended=3, completed=2)  # fmt: skip
    text = page(editor, town)
    assert "non comparable" in text


def test_an_empty_year_says_what_to_bring(town, editor):
    assert "Coop de la médiation numérique" in page(editor, town)
    assert editor.get(url(town, "skills_file", 1999, "pdf")).status_code == 404


def test_a_stranger_and_a_reader_have_their_rights(town):
    reader = signed_in(member_of(town, Role.READER))
    stranger = signed_in(member_of(make_authority("x", "X"), Role.ADMINISTRATOR))
    assert reader.get(url(town, "skills_year")).status_code == 200
    assert reader.get(url(town, "activity_new")).status_code == 403
    assert stranger.get(url(town, "skills_year")).status_code == 404


def now_at(day):
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def test_what_is_too_old_is_erased_with_a_proof_and_the_figures_stay(town, editor):
    old, day = date(2025, 1, 8), date(2026, 2, 1)
    made(town, week=old, participants=20, ages={"70": 20})
    made(town, week=old, participants=3)
    made(town, week=date(2025, 3, 5), participants=30)
    before = queries.counts(town, 2025)
    delete(town, None, [made(town, week=old, participants=9)])
    assert actions.erase(town, now=now_at(day)) == 3
    assert [str(each.week) for each in Activity.objects.of(town)] == ["2025-03-03"]
    assert queries.counts(town, 2025) == before
    proof = ErasedMonth.objects.of(town).get()
    assert (proof.month, proof.count, len(proof.sha256)) == ("2025-01", 3, 64)
    assert Change.objects.of(town).count() == 1  # that of March
    assert actions.erase(town, now=now_at(day)) == 0
    text = page(editor, town, "skills_year_of", 2025)
    assert proof.sha256[:16] in text
    assert "moins de 5 lignes" in text


def test_the_proof_depends_on_the_one_before(town):
    for month in (1, 2):
        made(town, week=date(2025, month, 8))
        actions.erase(town, now=now_at(date(2026, month + 1, 1)))
    first, second = ErasedMonth.objects.of(town)
    assert first.sha256 != second.sha256
    assert [first.month, second.month] == ["2025-01", "2025-02"]


def test_no_week_is_stored_longer_than_the_retention(town):
    made(town, Retention, months=6)
    with pytest.raises(ValidationError):
        made(make_authority("y", "Y"), Retention, months=13)
    for day in (date(2026, 1, 1), date(2026, 6, 30), date(2026, 11, 28)):
        oldest = actions.limit(town, day)
        assert 140 < (day - oldest).days < 190


def test_the_shortest_retention_applies(town):
    assert queries.retention(town) == 12
    made(town, Retention, months=6)
    made(town, Retention, months=9)
    assert queries.retention(town) == 6


def test_the_journal_never_has_what_the_purge_must_erase(town):
    activity = made(town, participants=17, commune="35360", themes=["a_justice"], minutes=77)
    write(town, None, [(activity, {"minutes": 78, "ages": {"70": 17}})])
    lines = [*Entry.objects.of(town), *Change.objects.of(town)]
    said = " ".join(f"{each.before} {each.after}" for each in lines)
    for detail in ("17", "35360", "justice", "77", "78", "70"):
        assert detail not in said, detail


def test_the_purge_of_every_day_leaves_a_closed_authority_alone(town):
    made(town, week=date(2024, 1, 8))
    actions.purge(now=now_at(date(2026, 2, 1)))
    assert not Activity.objects.of(town).exists()


def published(town):
    rows = StoredObservation.objects.of(town).filter(indicator__startswith="inclusion.")
    return {each.indicator: (each.low, each.mid, each.high) for each in rows}


def test_indicators_are_published_when_they_are_known_and_no_small_count(town):
    made(town, participants=3, newcomers=3)
    assert published(town) == {}
    made(town, participants=20, newcomers=15, minutes=90)
    made(town, participants=10, minutes=30)
    found = published(town)
    assert found["inclusion.coaching_hours"] == (3.0, 3.0, 3.0)
    assert found["inclusion.residents_coached"] == (18, 23, 28)
    delete(town, None, list(Activity.objects.of(town)))
    assert published(town) == {}
    indicators.publish(town)


def test_an_aid_names_no_person_and_has_a_month(town):
    aid = made(town, EquipmentAid, kind="computer", count=3, unit="device", month=date(2026, 4, 9))
    assert aid.month == date(2026, 4, 1)
    with pytest.raises(ValidationError, match="personne"):
        made(town, EquipmentAid, kind="computer", count=3, unit="device", month=TODAY,
             origin="Mme Jeanne Dupont")  # fmt: skip


def test_a_session_refuses_more_who_completed_than_attended(town, editor):
    sent = {"theme": "email", "level": "beginner", "public": "staff", "day": "2026-09-10",
            "seats": "10", "attended": "8", "completed": "9"}  # fmt: skip
    assert editor.post(url(town, "training_session_new"), sent).status_code == 422
    sent |= {"completed": "6", "before_1": "8", "after_2": "8"}
    assert editor.post(url(town, "training_session_new"), sent).status_code == 302
    assert TrainingSession.objects.of(town).get().before == {"1": 8}


@pytest.mark.parametrize("name", ["register", "dpia"])
def test_the_templates_are_documents(town, editor, name):
    assert "Pont-de-Vène" in page(editor, town, "skills_document", name, "html")
    assert editor.get(url(town, "skills_document", "other", "html")).status_code == 404


def test_the_demonstration_is_filled_and_its_pages_answer(town, editor):
    user = member_of(town, Role.LEAD)
    people = dict.fromkeys(Role, user)
    demo = Demonstration(town, people, Story(2026), timezone.now(), TODAY, is_new=True)
    fill_skills(demo)
    fill_campaigns(demo)
    assert "participations" in page(editor, town, "skills_year_of", 2026)
    assert "144" in page(editor, town, "campaign_list") + page(
        editor, town, "campaign", Campaign.objects.of(town).get().pk)  # fmt: skip


def test_the_api_gives_sessions_and_no_activity(town):
    made(town)
    session = {"theme": "email", "level": "beginner", "public": "staff", "seats": 10, "attended": 9}
    made(town, TrainingSession, before={"1": 9}, **session)
    _token, secret = api_token(town, scopes=["inclusion:read"])
    base, head = f"/api/v1/authorities/{town.slug}", {"Authorization": f"Bearer {secret}"}
    answer = Client().get(f"{base}/training_sessions", headers=head)
    assert answer.status_code == 200
    assert "email" in answer.content.decode()
    assert "before" not in answer.content.decode()
    assert Client().get(f"{base}/activities", headers=head).status_code == 404


def test_a_week_already_erased_is_never_added_again(town, editor):
    old = TODAY - timedelta(weeks=80)
    answer = bring(editor, town, ONE | {"Date": old}, *workshop(1, 6, Date=TODAY))
    check = editor.get(answer.url)
    assert check.context["outcome"]["stored"] == 1
    assert "durée de conservation" in check.content.decode()
    sent = {"week": old.isoformat(), "kind": "individual", "minutes": "30", "participants": "1"}
    answer = editor.post(url(town, "activity_new"), sent)
    assert answer.status_code == 422
    assert "durée de conservation" in answer.content.decode()
