"""A person shares: chooses, prints, begins, publishes, carries, stops; another territory reads."""

import io
import json
import re
import shutil
import stat
import zipfile
from datetime import timedelta
from functools import partial

import pytest
from click.testing import CliRunner
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.people import client_of
from jalons.federation.web.received.commands import carry
from jalons.federation.web.sharing import actions, queries, signed_folder
from jalons.federation.web.sharing.models import Repository
from jalons.foundation.accounts.files import folders
from jalons.foundation.journal.models import Entry
from jalons.foundation.partners.queries import key_of
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import move, store_computed, write
from jalons.strategy.web.roadmap.actions import change_action

pytestmark = pytest.mark.django_db


def url(name, authority, *args):
    return reverse(name, args=[authority.slug, *args])


def text_of(answer):
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def shared(authority):
    return queries.repository_of(authority)


def print_and_confirm(administrator, authority):
    """The sheet is printed, a wrong group refused, two right ones typed: it leaves the machine."""
    page = text_of(administrator.get(url("sharing_paper", authority)))
    ranks = [int(each) for each in re.findall(r"Groupe (\d+) de la feuille", page)]
    with signed_folder.opened(authority) as both:
        files = sorted(both.secrets.folder.glob("*.key"))
        assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    html = administrator.get(url("sharing_sheet", authority, "html"))
    assert html["Cache-Control"] == "no-store"
    groups = re.findall(r"\b[0-9A-HJKMNP-TV-Z]{5}\b", html.content.decode())[:13]
    bad = administrator.post(
        url("sharing_paper", authority),
        {"secret_first": groups[ranks[0] - 1], "secret_second": "ZZZZZ"},
    )
    assert bad.status_code == 422
    assert both.secrets.has("paper")
    low = groups[ranks[0] - 1].lower()
    right = {"secret_first": f" {low[:2]}-{low[2:]} ", "secret_second": groups[ranks[1] - 1]}
    assert administrator.post(url("sharing_paper", authority), right).status_code == 302
    assert not both.secrets.has("paper")  # it is on paper only
    assert administrator.get(url("sharing_sheet", authority, "pdf")).status_code == 302


def test_a_person_goes_from_nothing_to_files_that_another_territory_reads(
    authority, action, administrator, work, reader_town
):
    first = text_of(administrator.get(url("sharing", authority)))
    assert "Vous ne partagez encore rien" in first
    seen = text_of(administrator.get(url("sharing_choose", authority)))
    assert "Réparer avant d’acheter" in seen  # what would be shared, before anything is
    assert "Fiche action" in seen
    typed = {"siren": "200 066 009", "name": "Vitré", "kinds": ["action", "feed"]}
    hidden = administrator.post(url("sharing_choose", authority), typed | {"name": "Vi\u200btré"})
    assert "signes invisibles" in text_of(hidden)
    wrong = administrator.post(url("sharing_choose", authority), typed | {"siren": "200066008"})
    assert wrong.status_code == 422
    assert "n’est pas un numéro SIREN" in text_of(wrong)
    assert administrator.post(url("sharing_choose", authority), typed).status_code == 302
    work()
    assert shared(authority).root_digest
    refused = administrator.post(url("sharing_start", authority), follow=True)
    assert "Imprimez d’abord la clé de secours" in text_of(refused)

    print_and_confirm(administrator, authority)
    anybody = Client()
    address = url("shared_file", authority, "metadata/timestamp.json")
    assert anybody.get(address).status_code == 404  # not yet
    administrator.post(url("sharing_start", authority))
    work()
    found = shared(authority)
    assert (found.active, found.files, found.problem) == (True, 2, "")
    assert "Vous partagez 2 fichiers" in text_of(administrator.get(url("sharing", authority)))
    verbs = set(Entry.objects.of(authority).values_list("verb", flat=True))
    assert {"opened", "published", "exported"} <= verbs

    administrator.post(url("sharing_carry", authority))
    work()
    stick = zipfile.ZipFile(
        io.BytesIO(b"".join(administrator.get(url("sharing_carry", authority)).streaming_content))
    )
    folder = folders.dropped().near(queries.repository_name(authority)).parent / "stick"
    stick.extractall(folder)
    assert found.digits in (folder / "LISEZ-MOI.txt").read_text()
    _harvest, said, sources = reader_town(folder, found.digits)
    assert len(said) == 2
    sheet = next(each for each in said.values() if each.description.kind == "action")
    content = json.loads(sources.content(sheet.digest))
    assert content["title"] == "Réparer avant d’acheter"
    assert content["commitments"] == [1, 6]
    with signed_folder.opened(authority) as both:
        assert both.repository.territory.key == key_of(authority)  # signed with the list


def test_only_what_is_public_is_shared_and_what_is_public_no_more_is_said_withdrawn(
    authority, action, ready, reader_town
):
    folder = folders.dropped().near(queries.repository_name(authority))
    now = timezone.now()
    first = signed_folder.publish(ready, now)
    assert len(first.added) == 2  # no indicator is published
    again = signed_folder.publish(shared(authority), now)
    assert (again.added, again.changed, again.unchanged) == ([], [], 2)

    values = {"title": "Réparer d’abord", "description": "Un atelier par mois."}
    change_action(action=action, user=None, values=values)
    assert f"action/{action.pk}.json" in signed_folder.publish(shared(authority), now).changed
    PublicPage.objects.of(authority).update(is_open=False)
    gone = signed_folder.publish(shared(authority), now)
    assert sorted(gone.withdrawn) == ["action/" + f"{action.pk}.json", "feed/actus.atom"]
    _, said, _ = reader_town(folder, ready.digits)
    assert {each.description.tombstone for each in said.values()} <= {True}
    assert [each.says.tombstone for each in queries.listed(authority)] == [True, True]


def test_an_action_that_is_not_chosen_or_names_a_person_stays_inside(authority, action, ready):
    change_action(
        action=action,
        user=None,
        values={"title": "Voir avec Jean-Pierre Martin", "description": ""},
    )
    signed_folder.publish(ready, timezone.now())
    assert [each.says.kind for each in queries.listed(authority)] == ["feed"]
    Published.objects.of(authority).delete()
    signed_folder.publish(shared(authority), timezone.now())
    text = "".join(
        p.read_text(errors="ignore")
        for p in folders.dropped().near(queries.repository_name(authority)).rglob("*.*")
    )
    assert "Martin" not in text


def test_anybody_reads_the_signed_files_and_asks_again_for_nothing(authority, ready):
    write(authority, None, [(ready, {"active": True})])
    signed_folder.publish(shared(authority), timezone.now())
    client = Client()
    address = url("shared_file", authority, "metadata/timestamp.json")
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert int(packed["Content-Length"]) <= int(answer["Content-Length"])
    for header, sent in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        assert client.get(address, headers={header: answer[sent]}).status_code == 304
    page = text_of(client.get(url("shared_index", authority)))
    link = re.search(r'href="([^"]+/targets/[^"]+\.json)"', page)[1]
    assert client.get(link).content.startswith(b"{")
    root = folders.dropped().near(queries.repository_name(authority))
    (root / "metadata" / "half.json.part").write_text("x")
    (root.parent / "other.txt").write_text("x")
    for path in ("metadata/half.json.part", "../other.txt", "metadata", "metadata/../../other.txt",
                 "targets", "metadata/absent.json", "metadata/%00",
                 "metadata/" + "a" * 5000):  # fmt: skip
        assert client.get(f"/.well-known/territoire-nr/{authority.slug}/{path}").status_code == 404
    client_of(authority, "administrator").post(url("sharing_stop", authority))
    assert client.get(address).status_code == 404
    assert client.get(url("shared_index", authority)).status_code == 404


def test_keys_are_renewed_and_readers_follow_without_comparing_again(
    authority, ready, sheet, administrator, reader_town
):
    folder, now = folders.dropped().near(queries.repository_name(authority)), timezone.now()
    signed_folder.publish(ready, now)
    reader_town(folder, ready.digits)
    assert "sont sur cette machine" in text_of(administrator.get(url("sharing_keys", authority)))
    with signed_folder.opened(authority) as both:
        before = both.secrets.read("targets")
    assert administrator.post(url("sharing_renew", authority)).status_code == 302
    assert both.secrets.read("targets") != before
    signed_folder.publish(shared(authority), now)
    harvest, _, _ = reader_town(folder, ready.digits)
    assert str(harvest.state.status) in {"fresh", "unchanged"}
    assert shared(authority).digits == ready.digits
    # the sheet is lost: the one before opens nothing
    administrator.post(url("sharing_replace_sheet", authority))
    answer = administrator.post(url("sharing_recover", authority), {"secret": " ".join(sheet)})
    assert answer.status_code == 422
    assert " ".join(sheet) in text_of(answer)  # what was typed is still there


def test_a_lost_or_stolen_machine_goes_on_from_the_printed_key(
    ready, sheet, administrator, work, reader_town
):
    authority = ready.authority
    folder = folders.dropped().near(queries.repository_name(authority))
    write(authority, None, [(ready, {"active": True, "paper_printed_on": timezone.localdate()})])
    signed_folder.publish(shared(authority), timezone.now())
    reader_town(folder, ready.digits)
    secrets = folders.secrets().near(queries.secrets_name(authority))
    for each in secrets.glob("*.key"):  # restored from a backup: no backup has the keys
        each.unlink()
    administrator.post(url("sharing_publish", authority))
    work()
    page = text_of(administrator.get(url("sharing", authority)))
    assert shared(authority).problem
    assert "Les clés, cas par cas" in page
    keys = text_of(administrator.get(url("sharing_keys", authority)))
    assert "ne sont plus sur cette machine" in keys
    swapped = " ".join([sheet[1], sheet[0], *sheet[2:]])
    for wrong in (swapped, " ".join(sheet[:12]), "pas une clé"):
        answer = administrator.post(url("sharing_recover", authority), {"secret": wrong})
        assert answer.status_code == 422, wrong
    copied = "\n".join(f"{rank}. {group.lower()}" for rank, group in enumerate(sheet, 1))
    answer = administrator.post(url("sharing_recover", authority), {"secret": copied})
    assert answer.url == url("sharing_paper", authority)
    found = shared(authority)
    assert (found.paper_printed_on, found.problem, found.active) == (None, "", True)
    administrator.post(url("sharing_publish", authority))
    work()
    assert not shared(authority).problem
    harvest, said, _ = reader_town(folder, ready.digits)
    assert str(harvest.state.status) in {"fresh", "unchanged"}
    assert len(said) == 2
    assert not (secrets / "fresh").exists()


def test_a_restored_backup_on_the_same_machine_goes_on_from_the_last_list(
    ready, action, administrator, reader_town, tmp_path
):
    authority, folder, now = (
        ready.authority,
        folders.dropped().near(queries.repository_name(ready.authority)),
        timezone.now(),
    )
    signed_folder.publish(ready, now)
    shutil.copytree(folder, tmp_path / "backup")
    for number in range(3):
        change_action(
            action=action, user=None, values={"title": f"Réparer, {number}", "description": "x"}
        )
        signed_folder.publish(shared(authority), now)
    administrator.post(url("sharing_renew", authority))
    reader_town(folder, ready.digits)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)
    change_action(action=action, user=None, values={"title": "Réparer encore"})
    signed_folder.publish(shared(authority), now)
    harvest, said, sources = reader_town(folder, ready.digits)
    assert str(harvest.state.status) == "fresh"
    titles = {each.description.title for each in said.values()}
    assert "Réparer encore" in titles
    assert not sources.quarantined()


def test_a_damaged_or_lost_folder_is_made_again_and_a_damaged_key_is_said_without_its_place(
    ready, administrator, work, reader_town
):
    authority, folder = (
        ready.authority,
        folders.dropped().near(queries.repository_name(ready.authority)),
    )
    write(authority, None, [(ready, {"active": True, "paper_printed_on": timezone.localdate()})])
    signed_folder.publish(shared(authority), timezone.now())
    (folder / "metadata" / "timestamp.json").write_text("{}")
    signed_folder.publish(shared(authority), timezone.now())
    shutil.rmtree(folder)
    signed_folder.publish(shared(authority), timezone.now())
    _harvest, said, _ = reader_town(folder, ready.digits)
    assert len(said) == 2
    (folders.secrets().near(queries.secrets_name(authority)) / "targets.key").write_text("zz")
    PublicPage.objects.of(authority).update(is_open=False)  # something to sign
    administrator.post(url("sharing_publish", authority))
    work()
    assert "ne se lisent pas" in shared(authority).problem
    assert "/" not in shared(authority).problem
    page = administrator.post(url("sharing_renew", authority), follow=True)
    assert ".key" not in text_of(page)


def test_keys_that_were_being_replaced_when_the_machine_stopped_are_put_in_place(
    authority, ready, sheet, reader_town
):
    from jalons.federation.store import rotating
    from jalons.federation.store.keys import Secrets

    with signed_folder.opened(authority) as both:
        fresh = Secrets(both.secrets.folder / "fresh")
        rotating.recover(both.repository, fresh, " ".join(sheet), timezone.now())
    signed_folder.publish(shared(authority), timezone.now())  # would be refused by the old keys
    harvest, _, _ = reader_town(
        folders.dropped().near(queries.repository_name(authority)), ready.digits
    )
    assert str(harvest.state.status) == "fresh"


def test_signatures_are_renewed_every_day_and_their_end_is_said_before_it_comes(
    authority, ready, work
):
    write(authority, None, [(ready, {"active": True, "paper_printed_on": timezone.localdate()})])
    old = timezone.now() - timedelta(days=5)
    with signed_folder.opened(authority) as both:
        both.repository.bump(both.secrets, old, anew=True)
    rows = Repository.objects.of(authority)
    store_computed(rows, valid_until=old + timedelta(days=7), published_at=old)
    assert "à signer de nouveau avant" in queries.headline(authority)
    actions.daily(now=timezone.now())
    work()
    found = shared(authority)
    assert found.valid_until > timezone.now() + timedelta(days=6)
    assert queries.headline(authority).startswith("Vous partagez")
    assert Repository.objects.of(authority).get().problem == ""


def test_who_may_not_administer_reads_and_changes_nothing(authority, ready, sheet):
    lead = client_of(authority, "lead")
    page = lead.get(url("sharing", authority))
    assert page.status_code == 200
    assert "Un administrateur" in text_of(page)
    for name in ("sharing_start", "sharing_stop", "sharing_renew", "sharing_recover"):
        assert lead.post(url(name, authority)).status_code == 403, name
    assert lead.get(url("sharing_sheet", authority, "pdf")).status_code == 403
    assert lead.get(url("sharing_carry", authority)).status_code == 302
    names = default_storage.exists(actions.archive_name(authority))
    assert names in {True, False}


def test_a_key_typed_after_the_session_ended_is_stored_nowhere(authority, ready, sheet):
    stranger = Client()
    address = url("sharing_recover", authority)
    assert stranger.post(address, {"secret": " ".join(sheet), "note": "x"}).status_code == 302
    assert sheet[0] not in str(dict(stranger.session.items()))


def test_an_api_reads_the_state_and_the_files(authority, ready, administrator):
    signed_folder.publish(ready, timezone.now())
    found = administrator.get(f"/api/v1/authorities/{authority.slug}/shared-files").json()
    assert found["shares"] is False
    assert [each["kind"] for each in found["files"]] == ["action", "feed"]
    assert found["digits"] == ready.digits


def test_the_command_publishes_and_writes_a_stick_that_others_read(
    authority, ready, reader_town, tmp_path
):
    run = partial(CliRunner().invoke, carry)
    where = ["--authority", authority.slug, "--stick", str(tmp_path / "usb" / "partage")]
    refused = run(where)
    assert refused.exit_code == 1
    assert "ne partage rien" in refused.output
    with signed_folder.opened(authority) as both:
        both.secrets.erase("paper")
    write(authority, None, [(ready, {"paper_printed_on": timezone.localdate()})])
    move(None, queries.repository_of(authority), "start")
    done = run(where)
    assert done.exit_code == 0, done.output
    digits = done.output.strip().rpartition(":")[2].strip()
    assert digits == shared(authority).digits
    harvest, said, _sources = reader_town(tmp_path / "usb" / "partage", digits)
    assert str(harvest.state.status) == "fresh"
    assert [each.description.title for each in said.values() if each.description.kind == "action"]
    assert run(["--authority", "nulle-part"]).exit_code == 1
