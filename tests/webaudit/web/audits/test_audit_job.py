"""The job of an audit, in the real Chromium, on pages of the loopback."""

import json

import pytest

from jalons.foundation.accounts.files import folders
from jalons.foundation.register.writer import write
from jalons.foundation.tasks.running import StopJob
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.web.audits import actions, queries, secrets
from jalons.webaudit.web.audits.models import WebAudit
from jalons.webaudit.web.services.models import WebService

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def audit(authority, site, chromium):
    service = WebService.objects.create(authority=authority, name="Site", address=site)
    made, pages = WebAudit(authority=authority), f"{site}/sober\n{site}/absent\n{site}/next"
    values = {"name": "Pages", "service": service, "pages": pages, "runs": 1}
    write(authority, None, [(made, values)])
    return made


def run(audit, progress=lambda *_: None, *, allow_private=True):
    return actions.measure_job(
        progress, authority=audit.authority_id, audit=str(audit.pk), allow_private=allow_private
    )


def test_pages_are_measured_with_progress_and_one_that_fails_has_its_reason(audit, reader):
    steps = []
    done = run(audit, lambda done, total: steps.append((done, total)))
    audit.refresh_from_db()
    rows = queries.pages(audit)
    assert [each.judged.score is not None for each in rows] == [True, False, True]
    assert "404" in rows[1].remark
    assert steps[-1] == (3, 3)
    assert steps == sorted(steps)
    assert audit.finished_at is not None
    assert audit.score > 90
    page = reader.get(done.url).content.decode()
    assert "2 sur 3" in page


def test_a_run_that_is_stopped_goes_on_where_it_was_and_measures_no_page_twice(audit, contributor):
    def stopping(done, _total):
        if done == 2:
            raise StopJob

    with pytest.raises(StopJob):
        run(audit, stopping)
    audit.refresh_from_db()
    assert audit.is_partial
    first = {each.pk for each in queries.pages(audit)}
    assert len(first) == 2
    page = contributor.get(f"/collectivite/vitre/sites/audits/{audit.pk}/").content.decode()
    assert "arrêtée avant la fin" in page
    run(audit)
    audit.refresh_from_db()
    assert first < {each.pk for each in queries.pages(audit)}
    assert (audit.run, len(queries.pages(audit)), audit.is_partial) == (1, 3, False)
    run(audit)
    audit.refresh_from_db()
    assert audit.run == 2


def test_a_run_on_other_pages_than_those_of_the_cut_one_is_a_new_run(audit, site):
    def stopping(done, _total):
        if done == 1:
            raise StopJob

    with pytest.raises(StopJob):
        run(audit, stopping)
    write(
        audit.authority,
        None,
        [(WebAudit.objects.of(audit.authority).get(), {"pages": f"{site}/next"})],
    )
    run(audit)
    audit.refresh_from_db()
    assert (audit.run, len(queries.pages(audit))) == (2, 1)


def test_a_private_address_is_not_visited_unless_a_test_allows_it(audit):
    run(audit, allow_private=False)
    assert {each.judged.measure.problem.code for each in queries.pages(audit)} == {
        "private_address"
    }


def test_a_service_that_changed_since_stops_the_run_before_any_visit(audit):
    service = WebService.objects.of(audit.authority).get()
    write(audit.authority, None, [(service, {"address": "https://ailleurs.example/"})])
    with pytest.raises(WebAuditError, match="aucun de vos services"):
        run(audit)
    assert queries.pages(audit) == []


def test_an_audit_without_a_page_says_what_to_do(audit):
    write(audit.authority, None, [(audit, {"pages": ""})])
    with pytest.raises(WebAuditError, match="aucune page à mesurer"):
        run(audit)


JOURNEY = """
# the sign-in of the person who audits
ouvrir {site}/form
remplir #name = secret mot-de-passe
suivre button
mesurer Page du formulaire
"""


def test_a_journey_measures_the_page_behind_a_form_and_its_secret_is_nowhere(audit, site):
    write(audit.authority, None, [(audit, {"journey": JOURNEY.format(site=site), "pages": ""})])
    secrets.store(audit, {"mot-de-passe": "très secret"})
    run(audit)
    rows = queries.pages(WebAudit.objects.of(audit.authority).get())
    assert [each.judged.measure.title for each in rows] == ["Page du formulaire"]
    assert rows[0].judged.score is not None
    assert "secret" not in json.dumps(rows[0].document)
    assert b"secret" not in (folders.secrets().near(secrets._name(audit.pk))).read_bytes()


def test_a_password_written_in_clear_is_not_typed(audit, site):
    lines = f"ouvrir {site}/sign-in\nremplir #w = azerty\nmesurer Page"
    write(audit.authority, None, [(audit, {"journey": lines, "pages": ""})])
    run(audit)
    assert "en clair" in queries.pages(audit)[0].remark


def test_a_journey_that_somebody_changed_has_no_secret_any_more(audit, site):
    write(audit.authority, None, [(audit, {"journey": JOURNEY.format(site=site), "pages": ""})])
    secrets.store(audit, {"mot-de-passe": "très secret"})
    assert secrets.read(audit) == {"mot-de-passe": "très secret"}
    elsewhere = JOURNEY.format(site=site).replace("/form", "/sober")
    write(audit.authority, None, [(audit.latest(), {"journey": elsewhere})])
    changed = WebAudit.objects.of(audit.authority).get()
    assert secrets.read(changed) == {}
    run(changed)
    assert "mot-de-passe" in queries.pages(changed)[0].remark
