import pytest
from django.urls import reverse

from factories.authorities import make_authority
from foundation.tasks import sample_jobs  # noqa: F401 — declares the kinds of job
from jalons.foundation.accounts.models import Membership, Role
from jalons.foundation.tasks import actions
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker


def page(client, job, **more):
    return client.get(reverse("job", args=[job.authority.slug, job.pk]), **more)


@pytest.fixture
def waiting(authority, user, client):
    client.force_login(user)
    return actions.start_job(
        authority=authority,
        kind="sample.count",
        label="Lecture de <parc>.csv",
        user=user,
        arguments={"steps": 2},
    )


def test_a_waiting_job_is_followed_without_javascript(client, waiting):
    response = page(client, waiting)
    assert response["Refresh"] == "2"
    assert "Lecture de &lt;parc&gt;.csv" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_who_waits_reads_how_many_jobs_come_first_whoever_they_are_for(client, waiting):
    assert "passe avant" not in page(client, waiting).content.decode()
    other = make_authority("autre", "Autre")
    asked = {"kind": "sample.count", "label": "Essai", "user": None, "arguments": {"steps": 1}}
    actions.start_job(authority=other, **asked)
    last = actions.start_job(authority=waiting.authority, **asked)
    assert "2 travaux passent avant." in page(client, last).content.decode()


def test_the_reader_can_stop_the_page_from_reloading(client, waiting):
    response = page(client, waiting, query_params={"pause": ""})
    assert "Refresh" not in response
    assert "Suivre à nouveau" in response.content.decode()


def test_a_running_job_shows_its_steps(client, waiting):
    Job.objects.of(waiting.authority).update(
        state="running", done_steps=1200, total_steps=1971, message="Lecture des lignes"
    )
    text = page(client, waiting).content.decode()
    assert 'value="1200" max="1971"' in text
    assert "Lecture des lignes" in text


def test_a_running_job_without_a_known_end_says_so(client, waiting):
    Job.objects.of(waiting.authority).update(state="running")
    text = page(client, waiting).content.decode()
    assert "Avancement pas encore connu" in text
    assert "value=" not in text[text.index("<progress") : text.index("</progress>")]


def test_a_done_job_leads_to_its_result(client, waiting):
    Worker().run_pending()
    response = page(client, waiting)
    assert (response.status_code, response.url) == (302, "/resultat/")


def test_a_done_job_without_a_page_says_it_is_finished(client, waiting):
    Job.objects.of(waiting.authority).update(state="done")
    assert "terminé" in page(client, waiting).content.decode()


def test_a_failed_job_says_what_where_and_how_to_mend(client, waiting):
    Job.objects.of(waiting.authority).update(kind="sample.refused", arguments={})
    Worker().run_pending()
    response = page(client, waiting)
    text = response.content.decode()
    assert "Refresh" not in response
    assert "&lt;b&gt;watt&lt;/b&gt;" in text
    assert "parc.csv, ligne 7, colonne Unité" in text


def test_a_contributor_cancels_and_sees_it(client, waiting):
    response = client.post(
        reverse("job_cancel", args=[waiting.authority.slug, waiting.pk]), follow=True
    )
    assert "annulé" in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == Job.State.CANCELLED


def test_cancelling_needs_a_form(client, waiting):
    response = client.get(reverse("job_cancel", args=[waiting.authority.slug, waiting.pk]))
    assert response.status_code == 405


def test_a_reader_follows_but_does_not_cancel(client, waiting, user):
    Membership.objects.filter(user=user).update(role=Role.READER)
    assert "Annuler ce travail" not in page(client, waiting).content.decode()
    response = client.post(reverse("job_cancel", args=[waiting.authority.slug, waiting.pk]))
    assert response.status_code == 403


def test_another_authority_never_sees_the_job(client, waiting, user):
    other = make_authority("ailleurs", "Ailleurs")
    Membership.objects.create(user=user, authority=other, role=Role.ADMINISTRATOR)
    for name, call in (("job", client.get), ("job_cancel", client.post)):
        assert call(reverse(name, args=["ailleurs", waiting.pk])).status_code == 404
    waiting.refresh_from_db()
    assert waiting.state == Job.State.QUEUED


def test_a_failed_job_leads_back_to_where_it_can_be_asked_again(client, waiting):
    Job.objects.of(waiting.authority).update(state="failed", back_url="/depart/")
    assert 'href="/depart/"' in page(client, waiting).content.decode()
