"""Audits of pages on screen: chosen, measured, read page by page, compared, exported, published."""

import json
import re
from datetime import date, timedelta

import msgspec
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.register.writer import delete, write
from jalons.foundation.tasks.models import Job
from jalons.strategy.web.observations.models import StoredObservation
from jalons.webaudit.engine.measure import AccessFinding, PageMeasure, Problem, Resource
from jalons.webaudit.store import carbon_model, ecoindex_method
from jalons.webaudit.web import demo
from jalons.webaudit.web.audits import actions, queries
from jalons.webaudit.web.audits.models import AuditedPage, WebAudit
from jalons.webaudit.web.services.models import WebService

pytestmark = pytest.mark.django_db
HOME = "https://www.ville.example/"
SPACES = str.maketrans("\u202f\xa0", "  ")
MEASURE = PageMeasure(
    url=HOME, final_url=HOME, title="Accueil", status=200, content_type="text/html",
    dom_nodes=600, requests=40, transferred_kb=1024.0, runs=3,
    spread={"requests": (40.0, 44.0)},
    resources=(
        Resource(HOME, "document", 20_000),
        Resource(f"{HOME}photo.jpg", "image", 700_000),
        Resource("https://video.tiers.example/lecteur.js", "script", 204_000, third_party=True),
        Resource(f"{HOME}police.woff2", "font", 100_000),
    ),
    findings=(
        AccessFinding("image-alt", "axe", "Les images ont un texte", 2, ("main > img",),
                      ("1.1.1",)),
        AccessFinding("td-has-header", "axe", "Les cellules ont un en-tête", 1, ("td",),
                      ("5.7.1",), undecided=True),
    ),
)  # fmt: skip
LOST = PageMeasure(
    url=f"{HOME}absente", status=404, problem=Problem("page_status", {"status": 404})
)


def of(**values):
    return msgspec.structs.replace(MEASURE, **values)


@pytest.fixture
def service(authority):
    return WebService.objects.create(authority=authority, name="Site", address=HOME)


@pytest.fixture
def audit(authority, service):
    made = WebAudit(authority=authority)
    write(authority, None, [(made, {"name": "Pages", "service": service, "pages": HOME})])
    return made


def address(found, name="web_audit", *args):
    return reverse(name, args=[found.authority.slug, found.pk, *args])


def text(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode().translate(SPACES))


def published(authority, name):
    rows = StoredObservation.objects.of(authority).filter(indicator=f"webaudit.{name}")
    return rows.first()


# Choosing pages -----------------------------------------------------------------------------------


def form(**values):
    return {"name": "Essai", "service": "", "pages": HOME, "device": "both", "consent": "both",
            "runs": "3", "least_score": "", "most_kb": "", "repeat": "no", **values}  # fmt: skip


def test_an_empty_list_says_what_to_bring_and_how_long_it_takes(contributor, authority):
    page = text(contributor.get(reverse("web_audit_list", args=[authority.slug])))
    assert "Quelles pages mesurer d’abord" in page
    assert "une minute par page" in page


def test_an_audit_is_made_from_a_form_and_asks_to_be_measured(contributor, service):
    answer = contributor.post(reverse("web_audit_new", args=[service.authority.slug]), form())
    made = WebAudit.objects.of(service.authority).get()
    page = text(contributor.get(answer.url))
    assert "Rien n’est encore mesuré" in page
    assert address(made, "web_audit_measure") in page
    assert len(made.views) == 4


@pytest.mark.parametrize(
    ("pages", "words"),
    [("https://pirate.example/", "à aucun de vos services"),
     ("https://ville.example.pirate.example/", "à aucun de vos services"),
     (f"{HOME}\nhttp://169.254.169.254/", "à aucun de vos services"),
     *((bad, "n’est pas l’adresse d’une page") for bad in (
         "ville", "ville.example/page", "ftp://ville.example/", "javascript:alert(1)", "https://",
         "http://[::1", "https://agent:mot@ville.example/"))],
)  # fmt: skip
def test_pages_of_other_hosts_are_refused_at_their_field_and_nothing_typed_is_lost(
    contributor, service, pages, words
):
    url = reverse("web_audit_new", args=[service.authority.slug])
    page = text(contributor.post(url, form(pages=pages)), 422)
    assert words in page
    assert pages.splitlines()[-1] in page
    assert not WebAudit.objects.of(service.authority).exists()


def test_the_api_refuses_other_hosts_too(audit):
    with pytest.raises(ValidationError):
        write(audit.authority, None, [(audit, {"pages": "https://pirate.example/"})])


def test_addresses_are_read_once_each_without_fragment(audit):
    audit.pages = f"{HOME}#a\n\n  {HOME}\n{HOME}b "
    assert audit.addresses == [HOME, f"{HOME}b"]


# The result ---------------------------------------------------------------------------------------


def test_the_result_begins_with_a_sentence_its_interval_and_the_worst_page(reader, audit):
    actions.bring(audit, [MEASURE, of(url=f"{HOME}b", title="Agenda", dom_nodes=1500), LOST])
    page = text(reader.get(address(audit)))
    heading = re.search("<h1>(.*?)</h1>", page)[1]
    assert "EcoIndex moyen" in heading
    assert "2 pages mesurées ; la moins bonne est « Agenda »" in heading
    assert "2 sur 3" in page
    assert "Page la moins bonne" in page
    assert page.index("Agenda") < page.index("<table")
    assert "404" in page
    assert "urn:" not in page
    assert "None" not in page


def test_the_two_gauges_stand_in_two_columns(reader, audit):
    actions.bring(audit, [MEASURE])
    page = text(reader.get(address(audit)))
    assert "g CO₂e, EcoIndex" in page
    assert "g CO₂e, SWDM" in page
    assert "1,78" in page
    assert "0,06" in page
    assert "jamais" in page


def test_the_versions_said_on_screen_are_those_of_the_tables(reader, audit):
    actions.bring(audit, [MEASURE])
    page = text(reader.get(address(audit)))
    assert ecoindex_method().version.startswith("ecoindex-2 ")
    assert "EcoIndex, version 2" in page
    assert carbon_model().version == "swdm-4"
    assert "Sustainable Web Design Model, version 4" in page


def test_what_exceeds_the_budget_is_said_page_by_page(reader, audit):
    write(audit.authority, None, [(audit, {"least_score": 70, "most_kb": 1000})])
    actions.bring(audit, [MEASURE])
    page = text(reader.get(address(audit)))
    assert "1 page dépasse" in page
    assert "EcoIndex de 61, 70 voulu au moins" in page
    assert "1 024 ko, 1 000 voulus au plus" in page
    write(audit.authority, None, [(audit.latest(), {"least_score": 20, "most_kb": 2000})])
    assert "ne dépasse ce que vous avez fixé" in text(reader.get(address(audit)))


@pytest.mark.parametrize(
    ("measure", "words"),
    [(LOST, "404"), (of(dom_nodes=None), "nombre d’éléments"),
     (of(settled=False), "peut peser davantage"),
     (of(problem=Problem("never_heard_of", {"x": 1})), "n’a pas pu être mesurée")],
)  # fmt: skip
def test_a_page_without_a_score_or_with_a_doubt_says_why(reader, audit, measure, words):
    actions.bring(audit, [measure])
    assert words in text(reader.get(address(audit)))
    one = queries.pages(audit)[0]
    assert words in text(reader.get(address(audit, "web_audit_page", one.pk)))


@pytest.mark.parametrize("code", [
    "page_status", "not_html", "redirect_loop", "login_wall", "blocked", "certificate",
    "private_address", "too_heavy", "robots", "unreachable", "timeout", "browser_gone",
    "har_empty", "har_truncated",
])  # fmt: skip
def test_every_problem_of_a_visit_has_its_french(reader, audit, code):
    values = {"status": 404, "type": "text/plain", "firewall": "x", "mb": 200, "seconds": 30,
              "reason": "x", "host": "x", "url": "x"}  # fmt: skip
    actions.bring(audit, [of(problem=Problem(code, values))])
    remark = queries.pages(audit)[0].remark
    assert remark
    assert "{" not in remark
    assert not remark.startswith("La page n’a pas pu être mesurée")


# A page -------------------------------------------------------------------------------------------


def detail(client, audit, measure=MEASURE):
    actions.bring(audit, [measure])
    return text(client.get(address(audit, "web_audit_page", queries.pages(audit)[0].pk)))


def test_a_page_shows_what_its_score_loses_to_each_measure(reader, audit):
    page = detail(reader, audit)
    assert "EcoIndex de 60,9 sur 100, note C" in page
    assert "Points perdus" in page
    assert "40 – 44" in page
    lost = re.findall(r'<td data-label="Points perdus" class="n">([\d,]+)<', page)
    assert len(lost) == 3
    assert sum(float(each.replace(",", ".")) for each in lost) == pytest.approx(
        100 - 60.9172, abs=0.15
    )


def test_quick_wins_are_scored_again_and_go_to_the_roadmap(contributor, audit):
    page = detail(contributor, audit)
    assert "Sans 1 appel à des tiers" in page
    assert "points de plus" in page
    link = page.split("feuille-de-route/nouvelle/?", 1)[1].split('"', 1)[0].replace("&amp;", "&")
    url = f"/collectivite/{audit.authority.slug}/feuille-de-route/nouvelle/?{link}"
    action = text(contributor.get(url))
    assert "Alléger la page « Accueil »" in action
    assert HOME in action


def test_the_heaviest_files_come_first(reader, audit):
    page = detail(reader, audit)
    assert page.index("photo.jpg") < page.index("lecteur.js") < page.index("police.woff2")


def test_findings_carry_their_targets_their_tests_and_what_is_only_to_check(reader, audit):
    page = detail(reader, audit)
    assert "non conforme" in page
    assert "main &gt; img" in page
    assert "RGAA 1.1.1" in page
    assert "à vérifier" in page


def test_accessibility_not_examined_is_not_zero(reader, audit):
    assert "n’a pas été examinée" in detail(reader, audit, of(findings=None))
    assert "rien ne prouve" in detail(reader, audit, of(findings=()))


def test_the_page_of_another_audit_does_not_exist(reader, audit):
    actions.bring(audit, [MEASURE])
    other = WebAudit(authority=audit.authority)
    write(audit.authority, None, [(other, {"name": "Autre"})])
    url = address(other, "web_audit_page", queries.pages(audit)[0].pk)
    assert reader.get(url).status_code == 404


# From run to run ----------------------------------------------------------------------------------


def test_one_run_is_no_evolution(reader, audit):
    assert "Une seule mesure" in text(reader.get(address(audit, "web_audit_evolution")))
    actions.bring(audit, [MEASURE])
    assert "Une seule mesure" in text(reader.get(address(audit, "web_audit_evolution")))


def test_a_page_that_got_worse_is_said_first_and_drawn(reader, audit):
    actions.bring(audit, [of(findings=(), measured_at="2026-09-01T10:00:00+02:00")])
    actions.bring(audit, [of(requests=90, spread={}, measured_at="2026-10-01")])
    assert "1 page s’est dégradée" in text(reader.get(address(audit)))
    page = text(reader.get(address(audit, "web_audit_evolution")))
    assert "1 page s’est dégradée" in re.search("<h1>(.*?)</h1>", page)[1]
    assert "Les images ont un texte" in page
    assert "<svg" in page
    assert "01/09/2026" in page


def test_runs_on_other_pages_are_marked_as_not_comparable(reader, audit):
    actions.bring(audit, [MEASURE])
    actions.bring(audit, [MEASURE, of(url=f"{HOME}b")])
    assert "non : d’autres pages" in text(reader.get(address(audit, "web_audit_evolution")))


def test_pages_go_to_a_spreadsheet(reader, audit):
    actions.bring(audit, [MEASURE, LOST])
    answer = reader.get(address(audit, "web_audit_table", "csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert HOME in lines[1]
    assert reader.get(address(audit, "web_audit_table", "xlsx")).content[:2] == b"PK"
    assert reader.get(address(audit, "web_audit_table", "pdf")).status_code == 404


# A file of measures -------------------------------------------------------------------------------

HAR = {
    "log": {
        "version": "1.2",
        "creator": {"name": "Firefox", "version": "150"},
        "pages": [{"id": "p1", "title": "Intranet", "startedDateTime": "2026-11-02T09:00:00Z",
                   "_domElements": 420}],
        "entries": [{
            "pageref": "p1",
            "request": {
                "url": f"{HOME}agent?token=hush-1", "method": "POST",
                "headers": [{"name": "Cookie", "value": "session=hush-2"},
                            {"name": "Authorization", "value": "Bearer hush-3"}],
                "postData": {"mimeType": "application/x-www-form-urlencoded", "text": "p=hush-4"},
            },
            "response": {
                "status": 200, "bodySize": 20000, "headersSize": 300,
                "headers": [{"name": "Set-Cookie", "value": "session=hush-5"}],
                "content": {"mimeType": "text/html; charset=utf-8", "size": 50000,
                            "text": "<!doctype html><html lang=fr><p>hush-6</p></html>"},
            },
        }],
    },
}  # fmt: skip


def file(content, name="visite.har"):
    return SimpleUploadedFile(name, content, "application/json")


def bring(client, audit, content, **more):
    url = address(audit, "web_audit_bring")
    return client.post(url, {"har": file(content), **more})


def test_a_file_becomes_a_run_and_its_secrets_are_stored_nowhere(contributor, audit):
    answer = bring(contributor, audit, json.dumps(HAR).encode())
    page = text(contributor.get(answer.url))
    assert "ses secrets ont été écartés" in page
    assert "EcoIndex moyen" in page
    stored = json.dumps([page.document for page in AuditedPage.objects.of(audit.authority)])
    assert "Intranet" in stored
    assert "hush" not in stored
    assert "hush" not in page


def test_a_file_of_axe_goes_with_it(contributor, audit):
    axe = {"url": f"{HOME}agent", "testEngine": {"version": "4.14.1"}, "violations": [
        {"id": "image-alt", "help": "Images", "impact": "critical", "tags": ["RGAAv4"],
         "nodes": [{"target": ["img"]}]}]}  # fmt: skip
    bring(contributor, audit, json.dumps(HAR).encode(), axe=file(json.dumps(axe).encode(), "a"))
    assert queries.pages(audit)[0].judged.broken == {"image-alt": "Images"}


@pytest.mark.parametrize("content", [b"\x00\x01", b"[]", b'{"log": 3}', b"{}", b""])
def test_a_file_that_is_no_har_is_explained_and_nothing_is_stored(contributor, audit, content):
    page = text(bring(contributor, audit, content), 422)
    assert "Apporter le fichier d’une visite" in page
    assert not AuditedPage.objects.of(audit.authority).exists()


def test_a_file_of_axe_that_is_none_is_refused_at_its_own_field(contributor, audit):
    sent = bring(contributor, audit, json.dumps(HAR).encode(), axe=file(b"[1]", "a"))
    page = text(sent, 422)
    assert "n’est pas un résultat d’axe-core" in page
    assert not AuditedPage.objects.of(audit.authority).exists()


def test_no_null_character_reaches_the_base(contributor, audit):
    bring(contributor, audit, json.dumps(HAR).replace("Intranet", "Intra\\u0000net").encode())
    assert queries.pages(audit)[0].judged.measure.title == "Intranet"


def test_a_file_about_another_site_is_refused(contributor, audit):
    other = json.dumps(HAR).replace(HOME, "https://pirate.example/").encode()
    assert "à aucun de vos services" in text(bring(contributor, audit, other), 422)
    assert not AuditedPage.objects.of(audit.authority).exists()


def test_a_file_cut_short_is_a_page_with_its_reason(contributor, audit):
    whole = json.dumps(HAR).encode()
    answer = bring(contributor, audit, whole[: len(whole) // 2])
    assert "ce qui manque ne se devine pas" in text(contributor.get(answer.url))


def test_a_reader_brings_nothing_and_measures_nothing(reader, audit):
    assert bring(reader, audit, b"{}").status_code == 403
    assert reader.post(address(audit, "web_audit_measure")).status_code == 403
    assert "Mesurer</button>" not in text(reader.get(address(audit)))


# The job ------------------------------------------------------------------------------------------


def test_measuring_starts_one_job_however_often_it_is_asked(contributor, audit):
    first = contributor.post(address(audit, "web_audit_measure"))
    again = contributor.post(address(audit, "web_audit_measure"))
    assert "/travaux/" in first.url
    assert first.url == again.url
    assert Job.objects.of(audit.authority).filter(kind=actions.KIND).count() == 1


def test_an_audit_in_the_trash_is_not_measured(audit):
    delete(audit.authority, None, [audit])
    done = actions.measure_job(lambda *_: None, authority=audit.authority_id, audit=str(audit.pk))
    assert done is None


def test_runs_of_the_month_begin_by_themselves(audit):
    now = timezone.now()
    write(audit.authority, None, [(audit, {"repeat": "monthly"})])
    actions.bring(audit, [MEASURE])
    actions.daily(now=now)
    jobs = Job.objects.of(audit.authority).filter(kind=actions.KIND)
    assert not jobs.exists()
    actions.daily(now=now + timedelta(days=31))
    assert jobs.count() == 1


# Figures ------------------------------------------------------------------------------------------


def test_both_indicators_are_published_and_withdrawn_with_the_audit(authority, audit):
    WebService.objects.create(authority=authority, name="Autre", address="https://autre.example/")
    WebService.objects.create(authority=authority, name="Fermé", address="https://x.example/",
                              state="closed")  # fmt: skip
    actions.bring(audit, [MEASURE])
    assert published(authority, "ecoindex").mid == pytest.approx(60.9172, abs=1e-4)
    assert published(authority, "ecoindex").low < 60.9
    assert published(authority, "sites_audited").mid == 50
    delete(authority, None, [audit])
    assert published(authority, "ecoindex") is None
    assert published(authority, "sites_audited").mid == 0


def test_an_audit_of_four_years_ago_no_longer_counts(authority, audit):
    actions.bring(audit, [of(measured_at="2020-01-05T10:00:00+01:00")])
    assert published(authority, "sites_audited").mid == 0
    assert published(authority, "ecoindex") is None


def test_without_any_service_there_is_no_share(authority):
    actions.publish(authority)
    assert published(authority, "sites_audited") is None


def test_the_latest_measures_of_a_service_are_once_each_and_of_whole_runs(audit, service):
    actions.bring(audit, [MEASURE, LOST])
    actions.bring(audit, [of(title="Nouveau")])
    assert [each.title for each in queries.latest_measures(service)] == ["Nouveau"]
    WebAudit.objects.of(audit.authority).filter(pk=audit.pk).update(run=3, finished_at=None)
    assert [each.title for each in queries.latest_measures(service)] == ["Nouveau"]
    other = WebService.objects.create(authority=audit.authority, name="b", address=HOME)
    assert queries.latest_measures(other) == ()


def test_another_authority_sees_nothing(audit, service):
    actions.bring(audit, [MEASURE])
    other = make_authority("rennes", "Rennes")
    assert queries.latest(other) == []
    assert "Aucune page" in queries.figure(other)


# The demonstration --------------------------------------------------------------------------------


def test_the_demonstration_has_an_audit_with_a_loss_a_dead_page_and_quick_wins(reader, authority):
    story = Story.at(date(2026, 11, 28))
    people = {role: member_of(authority, role, f"{role}@demo.example.org") for role in Role}
    demo.fill(Demonstration(authority, people, story, timezone.now(), story.today, is_new=True))
    made = WebAudit.objects.of(authority).get()
    page = text(reader.get(address(made)))
    assert "5 pages mesurées" in page
    assert "s’est dégradée" in page
    assert "404" in page
    assert "dépasse" in page
    worst = max(queries.pages(made), key=lambda each: each.judged.measure.transferred_kb)
    assert "points de plus" in text(reader.get(address(made, "web_audit_page", worst.pk)))
    assert "<svg" in text(reader.get(address(made, "web_audit_evolution")))
