"""Files received on screen: what they say, whence, used with their credit, what changed since."""

from __future__ import annotations

import json
from functools import partial

import pytest
from click.testing import CliRunner
from django.urls import reverse

from federation.towns import Town, action, shared
from federation.web.reading import fresh, work
from jalons.federation.store.relaying import relayed
from jalons.federation.web.received import actions, arriving, members, preview
from jalons.federation.web.received.commands import read
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.writing import content_of
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.models import Source
from jalons.foundation.register.writer import move, write
from jalons.kernel import contracts

pytestmark = pytest.mark.django_db


class Roadmap:
    """A room that goes on with action sheets."""

    kinds = {"action": "Actions"}

    def __init__(self):
        self.adopted = []

    def items(self, _authority):
        return ()

    def adopt(self, _authority, _user, item):
        self.adopted.append(item)
        return "/collectivite/vitre/actions/nouvelle/"


@pytest.fixture
def roadmap():
    before, made = contracts.sharings(), Roadmap()
    contracts.sharings.connect((made,))
    yield made
    contracts.sharings.connect(before)


def shown(client, item, name=""):
    stem = f"received_item_{name}" if name else "received_item"
    return client.get(reverse(stem, args=[item.authority.slug, item.pk])).content.decode()


def item_of(authority, **wanted):
    return ReceivedItem.objects.of(authority).select_related("authority").get(**wanted)


def test_an_action_of_others_is_used_with_its_credit_and_says_what_changed_since(
    contributor, authority, town, follow, roadmap
):
    town.publish(shared(content=action(cost_eur=350)))
    source = follow(town)
    item = item_of(authority)
    page = shown(contributor, item)
    assert "Moins d’écrans." in page
    assert "350" in page
    assert "Valmoré" in page
    where = reverse("received_item_adopt", args=[authority.slug, item.pk])
    assert contributor.post(where).url == "/collectivite/vitre/actions/nouvelle/"
    (used,) = roadmap.adopted
    assert used.content == action(cost_eur=350)
    assert used.credit.startswith(
        "Valmoré, « Numérique sobre à la cantine », Licence Ouverte 2.0, https://"
    )
    page = shown(contributor, item)
    assert "utilisé ici" in page
    assert "Utiliser cette version" not in page, "it is the one that was used"

    town.publish(shared(content=action(cost_eur=420)))
    actions.read_now(source, folder=town.address)
    item = fresh(item)
    assert (item.item_version, item.adopted != "") == (2, True)
    page = shown(contributor, item)
    assert "changé depuis que vous l’avez utilisé" in page
    assert "420" in page
    assert "350" in page, "what was used is not erased by a new version"
    assert "Utiliser cette version" in page
    contributor.post(where)
    assert not content_of(authority, used.uid)
    assert "changé depuis" not in shown(contributor, item)

    town.publish({})
    actions.read_now(fresh(source), folder=town.address)
    page = shown(contributor, item)
    assert "Qui l’a publié l’a retiré." in page
    assert "L’utiliser ici" not in page
    assert content_of(authority, fresh(item).adopted_digest), "what was used stays"


def test_what_no_room_uses_is_read_and_saved(contributor, authority, town, follow, roadmap):
    name = "charter/donnees.md"
    town.publish(shared(name, b"# Charte\n\nNous publions <b>tout</b>.\n", title="<i>A</i> & B"))
    follow(town)
    item = item_of(authority)
    page = shown(contributor, item)
    assert "&lt;b&gt;tout" in page
    assert "<i>A" not in page
    assert "L’utiliser ici" not in page
    answer = contributor.get(reverse("received_item_file", args=[authority.slug, item.pk]))
    assert b"".join(answer.streaming_content) == b"# Charte\n\nNous publions <b>tout</b>.\n"
    assert 'attachment; filename="donnees.md"' in answer["Content-Disposition"]
    assert actions.adopt(None, item) == ""


def test_a_new_version_is_marked_on_the_list(reader, authority, town, follow):
    town.publish()
    source = follow(town)
    town.publish(shared(content=action("Deuxième")))
    actions.read_now(source, folder=town.address)
    url = reverse("received_item_list", args=[authority.slug])
    assert "version 2" in reader.get(url).content.decode()


def test_a_relayed_file_says_who_published_it_first_and_through_whom(
    lead, authority, town, kerlann, follow
):
    town.publish()
    kerlann.read(town)
    kerlann.publish(relayed(kerlann.sources))
    follow(kerlann)
    item = item_of(authority)
    assert item.origin == town.publisher
    page = shown(lead, item)
    assert f"territoire {town.publisher[:8]}" in page
    assert "Kerlann" in page
    follow(town)
    actions.read_now(queries.sources(authority).get(name="Kerlann"), folder=kerlann.address)
    assert item_of(authority).source.name == "Valmoré", "who published it answers for it"


def test_files_are_filtered_by_kind_territory_and_state(reader, authority, town, kerlann, follow):
    town.publish(shared() | shared("charter/a.md", b"# Charte\n", title="Charte des donnees"))
    kerlann.publish(shared("action/autre.json", title="Écrans éteints"))
    follow(town)
    source = follow(kerlann)
    url = reverse("received_item_list", args=[authority.slug])
    for query, count in (
        ({}, 3), ({"sorte": "action"}, 2), ({"territoire": source.pk}, 1), ({"etat": "left"}, 0),
        ({"q": "ecrans"}, 1), ({"sorte": "inconnue"}, 0),
    ):  # fmt: skip
        page = reader.get(url, query).context["page"]
        assert len(page) == count, query
    assert "3 fichiers de 2 territoires." in reader.get(url).content.decode()


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("a.json", b'{"titre": "X", "lieux": [{"nom": "Nord"}]}', "lieux › 1 › nom"),
        ("a.csv", "nom;âge\nA;4,5\n".encode(), "4,5"),
        ("a.csv", b"", "ne peut pas s’afficher"),
        ("a.json", b"[" * 100_000, "ne peut pas s’afficher"),
        ("a.json", None, "trop gros"),
        ("a.zip", b"PK", "ne s’affiche pas ici"),
        ("a.md", b"\xff\xfe", "ne peut pas s’afficher"),
        ("a.txt", b"x" * 5_000, "La fin du fichier"),
    ],
)
def test_a_preview_says_what_a_file_has_or_why_not(path, content, words):
    found = preview.preview(path, content)
    rows = found.table.rows if found.table else ()
    assert words in " ".join([found.note, found.text, *(cell for row in rows for cell in row)])


def test_changes_of_texts_and_tables_are_shown_by_line():
    table = preview.changes("a.csv", b"a;b\n1;2\n3;4\n", b"a;b\n1;9\n3;4\n5;6\n")
    assert [row[0] for row in table.rows] == ["ligne 2", "ligne 4"]
    assert preview.changes("a.zip", b"1", b"2") is None
    assert preview.changes("a.json", b"{", b"{}") is None


def listed(*towns, siren=""):
    found = [{"publisher": each.publisher, "name": each.name, "address":
              f"https://{each.publisher[:8]}.example.org/",
              "siren": siren or each.repository.territory.siren} for each in towns]  # fmt: skip
    return shared("members/liste.json", json.dumps({"members": found}).encode(), title="Membres")


def test_a_list_of_members_is_accepted_once_and_its_territories_go_with_it(  # noqa: PLR0913, PLR0917
    lead, contributor, authority, town, kerlann, tmp_path, follow
):
    other = Town(tmp_path, "Brassac")
    other.publish(shared("action/b.json"))
    kerlann.publish(listed(town, other))
    source = follow(kerlann)
    page = lead.get(reverse("federation_source", args=[authority.slug, source.pk])).content.decode()
    assert "Sa liste nomme 2 territoires." in page
    assert "pas acceptée" in page
    url = reverse("federation_members", args=[authority.slug, source.pk])
    assert "Faites-vous confiance" in contributor.get(url).content.decode()
    step = reverse("federation_members_step", args=[authority.slug, source.pk])
    assert contributor.post(step, {"move": "accept"}).status_code == 403
    assert queries.trusted(authority).count() == 1
    lead.post(step, {"move": "accept"})
    work()
    assert sorted(each.name for each in queries.trusted(authority)) == [
        "Brassac", "Kerlann", "Valmoré",
    ]  # fmt: skip
    member = queries.sources(authority).get(name="Brassac")
    assert (member.trust, member.through, member.status) == ("listed", source, "unreachable")
    actions.read_now(member, folder=other.address)
    assert item_of(authority, path="action/b.json").source == member
    false = queries.sources(authority).get(name="Valmoré")
    actions.read_now(false, folder=other.address)  # another root at the address of a member
    assert fresh(false).reason == "root_other"
    page = lead.get(reverse("federation_trust", args=[authority.slug])).content.decode()
    assert page.count("la liste de «\u202fKerlann\u202f»") == 2

    move(None, fresh(false), "doubt")  # a person trusts this one no longer
    actions.read_now(fresh(source), folder=kerlann.address)
    assert fresh(false).trust == "met"
    move(None, fresh(false), "trust")
    move(None, fresh(false), "doubt")
    write(authority, None, [(fresh(false), {"paused": False})])

    kerlann.publish(listed(town))  # Brassac left
    actions.read_now(fresh(source), folder=kerlann.address)
    assert (fresh(member).trust, fresh(member).through) == ("met", None)
    lead.post(step, {"move": "leave"})
    assert list(queries.trusted(authority)) == [source]
    page = lead.get(reverse("federation_source", args=[authority.slug, false.pk]))
    assert "n’est plus lu" in page.content.decode()
    assert item_of(authority, path="action/b.json"), "its files stay"
    other.sources.__exit__()


def test_a_list_of_members_is_shown_page_by_page_and_searched(
    lead, authority, kerlann, follow, django_assert_max_num_queries
):
    found = [{"publisher": f"{number:064x}", "name": f"Saint-Étienne {number:03}",
              "siren": f"{200_000_000 + number}", "address": f"https://v{number}.example.org/"}
             for number in range(60)]  # fmt: skip
    kerlann.publish(
        shared("members/liste.json", json.dumps({"members": found}).encode(), title="M")
    )
    source = follow(kerlann)
    url = reverse("federation_members", args=[authority.slug, source.pk])
    with django_assert_max_num_queries(40):
        page = lead.get(url).content.decode()
    assert page.count("Saint-Étienne") == 25
    assert "Saint-Étienne 059" in lead.get(url, {"page": 3}).content.decode()
    assert lead.get(url, {"q": "etienne SAINT 041"}).content.decode().count("Saint-Étienne 0") == 1
    assert "Saint-Étienne 007" in lead.get(url, {"q": "200000007"}).content.decode()
    assert "Rien ne correspond" in lead.get(url, {"q": "lyon"}).content.decode()
    kerlann.publish(shared("action/a.json"))
    actions.read_now(fresh(source), folder=kerlann.address)
    assert "Ce territoire ne partage pas" in lead.get(url).content.decode()


def test_what_is_made_of_a_work_credits_it_in_the_signed_list(authority, town, follow):
    town.publish()
    follow(town)
    item = item_of(authority)
    assert actions.cited(authority, arriving.credit_of(item).encode()) == (), "it is not used"
    write(authority, None, [(item, {"adopted": "/x/", "adopted_digest": item.digest})])
    (credit,) = actions.cited(authority, f"Fait avec {arriving.credit_of(item)}".encode())
    assert (credit.publisher, credit.uid, credit.version) == (town.publisher, item.uid, 1)
    assert actions.cited(authority, b"Fait seul") == ()


def test_a_list_never_replaces_a_territory_that_is_known(lead, authority, town, kerlann, follow):
    town.publish()
    known = follow(town)
    false = shared("members/liste.json", json.dumps({"members": [
        {"publisher": "a" * 64, "name": "Valmoré", "siren": known.siren,
         "address": "https://faux.example.org/"},
        {"publisher": "b" * 64, "name": "Valmoré", "siren": "999000011",
         "address": "https://autre.example.org/"},
    ]}).encode(), title="Membres")  # fmt: skip
    kerlann.publish(false)
    source = follow(kerlann)
    move(None, source, "accept")
    members.follow(authority, fresh(source))
    names = sorted(each.name for each in queries.sources(authority))
    assert names == ["Kerlann", "Valmoré", "Valmoré (999000011)"]
    assert fresh(known).publisher == town.publisher
    url = reverse("federation_members", args=[authority.slug, source.pk])
    assert "laissé de côté" in lead.get(url).content.decode()


def test_an_aggregator_lists_the_territories_it_compared_itself(
    authority, town, kerlann, follow, lead
):
    assert members.members_file(authority) is None
    follow(town)
    follow(kerlann, trusted=False)
    (item,) = members.sharing.items(authority.urn)
    assert (item.kind, item.name) == ("members", "members/membres.json")
    found = json.loads(item.content)["members"]
    assert [each["publisher"] for each in found] == [town.publisher]
    assert members.sharing.adopt(authority.urn, 0, item) == ""
    kerlann.publish(shared(item.name, item.content, title=item.title))  # its schema accepts it


def test_the_round_reads_those_of_the_day_and_meets_those_nobody_met(authority, town, follow):
    source = follow(town)
    new = Source(authority=authority)
    write(authority, None, [(new, {"name": "N", "address": "https://nulle.example.invalid/"})])
    steps = []
    actions.read_job(lambda *line: steps.append(line), authority=authority.pk)
    assert fresh(new).reason, "nobody answers there"
    assert steps == [], "Valmoré was read today already"
    Source.objects.of(authority).filter(pk=source.pk).update(next_on=None)
    actions.read_job(lambda *line: steps.append(line), authority=authority.pk)
    host = f"{town.publisher[:8]}.example.org"
    assert steps[-1] == (0, 1, f"Valmoré ({host})."), "what is read, and where"
    assert fresh(source).status == "unreachable"
    assert fresh(source).next_on is not None


def test_the_command_reads_a_stick_of_a_territory_and_those_of_the_day(authority, town, follow):
    town.publish()
    source = follow(town)
    town.publish(shared(content=action(cost_eur=3)))
    run = partial(CliRunner().invoke, read)
    where = ["--authority", authority.slug]
    done = run([*where, "--siren", source.siren, "--folder", town.address])
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "1 territoire lu.")
    assert item_of(authority).item_version == 2
    assert "0 territoire lu." in run(where).output
    Source.objects.of(authority).filter(pk=source.pk).update(next_on=None)
    assert run(where).exit_code == 1, "nobody answers at its address"
    assert "--siren" in run([*where, "--folder", town.address]).output
    assert run([*where, "--siren", "999000011"]).exit_code == 1
    assert run(["--authority", "nulle-part"]).exit_code == 1
