"""Clauses, question sets and positions between two real towns, from public page to draft."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.consultations import make_consultation
from factories.people import client_of
from federation.test_attacks import says, unchecked
from federation.towns import shared
from federation.web import others
from federation.web.reading import fresh
from jalons.federation.web.received import indicators
from jalons.federation.web.received.actions import read_now
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.sharing import queries as sharing
from jalons.federation.web.sharing import signed_folder
from jalons.federation.web.sharing.models import Repository
from jalons.federation.web.sources import queries as reading
from jalons.federation.web.sources.actions import meet_now
from jalons.federation.web.sources.models import Source
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Role
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.partners.queries import key_of
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import delete, move, restore, write
from jalons.kernel.contracts import indicator_figures
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions import acts, bundles
from jalons.participation.web import travelling
from jalons.participation.web.consultations import queries as consultations
from jalons.participation.web.consultations.models import Consultation, Question
from jalons.participation.web.positions import actions as positions
from jalons.participation.web.positions.models import Position, PositionAct, PositionSection
from jalons.participation.web.positions.queries import copy_of
from jalons.procurement.web.clauses.models import ClauseSelection, SelectedOwnClause
from jalons.procurement.web.clauses.queries import material
from jalons.procurement.web.own_clauses.models import OwnClause
from jalons.strategy.web.roadmap.models import Action

pytestmark = pytest.mark.django_db
TEXT = "Le titulaire fournit l’indice de réparabilité de chaque modèle."
BODY = "Nous demandons une clause de revoyure. Le calendrier serait annuel."
HOSTILE = "Texte <script>alert(1)</script>"


def made(model, authority, **values):
    found = model(authority=authority)
    write(authority, None, [(found, values)])
    return found


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    """What is stored, the keys included, goes to the folder of the test."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


class SharingTown:
    """An authority with an open public page, whose signed folder is real."""

    def __init__(self, slug, name, siren):
        self.authority, self._clients = make_authority(slug, name), {}
        PublicPage.objects.create(authority=self.authority, is_open=True)
        kinds = ["clause", "questions", "position"]
        write(self.authority, None, [(sharing.repository_of(self.authority),
              {"siren": siren, "name": name, "kinds": kinds})])  # fmt: skip
        signed_folder.make(sharing.repository_of(self.authority))

    def show(self, record):
        Published.objects.create(authority=self.authority, urn=str(record.urn))
        return record

    def publish(self):
        return signed_folder.publish(sharing.repository_of(self.authority), timezone.now())

    def reads(self, other):
        """Read another town; its digits are compared the first time."""
        folder = str(folders.dropped().near(sharing.repository_name(other.authority)))
        source = reading.sources(self.authority).filter(name=other.authority.name).first()
        if source is None:
            address = f"https://{other.authority.slug}.example.org/"
            source = made(Source, self.authority, name=other.authority.name, address=address)
            meet_now(fresh(source), folder=folder)
            move(None, fresh(source), "trust")
        read_now(fresh(source), folder=folder)
        return fresh(source)

    def item(self, **wanted):
        rows = ReceivedItem.objects.of(self.authority).select_related("authority")
        return rows.get(**wanted)

    def client(self, role):
        if role not in self._clients:
            self._clients[role] = client_of(self.authority, role)
        return self._clients[role]

    def page(self, role, name, record):
        url = reverse(name, args=[self.authority.slug, record.pk])
        return self.client(role).get(url).content.decode()

    def adopts(self, item):
        url = reverse("received_item_adopt", args=[self.authority.slug, item.pk])
        return self.client(Role.CONTRIBUTOR).post(url).url


@pytest.fixture
def towns():
    return SharingTown("valmore", "Valmoré", "200066009"), SharingTown(
        "kerlann", "Kerlann", "213500010"
    )


def test_a_clause_goes_from_a_public_page_to_a_draft_and_its_change_is_announced(towns):
    valmore, kerlann = towns
    clause = made(OwnClause, valmore.authority, title="Réparabilité", text=TEXT, family="energy",
                  need="Réparer.", control="yearly")  # fmt: skip
    valmore.show(clause)
    valmore.publish()
    kerlann.reads(valmore)
    assert not ReceivedItem.objects.of(kerlann.authority).filter(kind="clause").exists(), "a draft"
    move(None, clause, "use")
    valmore.publish()
    kerlann.reads(valmore)
    item = kerlann.item(kind="clause")
    page = kerlann.page(Role.READER, "received_item", item)
    assert "Texte à reprendre" in page
    assert TEXT in page, "what it says is read before it is used"

    where = kerlann.adopts(item)
    draft = OwnClause.objects.of(kerlann.authority).get()
    assert where == reverse("own_clause", args=["kerlann", draft.pk])
    assert (draft.text, draft.family, draft.control, draft.state, draft.source_name) == (
        TEXT, "energy", "yearly", "draft", "Valmoré",
    )  # fmt: skip
    page = kerlann.page(Role.CONTRIBUTOR, "own_clause", draft)
    assert "Vient de Valmoré\u202f: «\u202fRéparabilité\u202f», version 1" in page
    assert "https://valmore.example.org/targets/clause/" in page
    assert "Valmoré" in kerlann.page(Role.READER, "own_clause_history", draft)
    assert kerlann.adopts(item) == where, "adopted once"
    assert "a changé chez" not in kerlann.page(Role.CONTRIBUTOR, "own_clause", draft)

    write(kerlann.authority, None, [(fresh(draft), {"text": "Le nôtre."})])
    write(valmore.authority, None, [(fresh(clause), {"text": f"{TEXT} Au moins 8."})])
    valmore.publish()
    kerlann.reads(valmore)
    page = kerlann.page(Role.READER, "received_item", item)
    assert "changé depuis que vous l’avez utilisé" in page
    assert ">text<" not in page, "the headings are those of the room"
    page = kerlann.page(Role.CONTRIBUTOR, "own_clause", draft)
    assert "Le texte a changé chez Valmoré." in page
    assert "Au moins 8." in page
    assert fresh(draft).text == "Le nôtre.", "nothing is applied"
    client = kerlann.client(Role.CONTRIBUTOR)
    client.post(reverse("own_clause_read", args=["kerlann", draft.pk]))
    assert "a changé chez" not in kerlann.page(Role.CONTRIBUTOR, "own_clause", draft)
    assert fresh(draft).source["version"] == 2
    assert "ce qui a changé chez Valmoré a été lu" in kerlann.page(
        Role.READER, "own_clause_history", draft
    )

    delete(kerlann.authority, None, [fresh(draft)])
    again = kerlann.adopts(fresh(item))
    assert again != where, "in the trash, it may be adopted anew"
    restore(kerlann.authority, None, fresh(draft))
    assert OwnClause.objects.of(kerlann.authority).filter(deleted_at=None).count() == 2


def test_the_clauses_of_an_authority_are_filtered_copied_and_put_in_a_contract(towns):
    kerlann = towns[1]
    owner, client = kerlann.authority, kerlann.client(Role.CONTRIBUTOR)
    listed = reverse("own_clause_list", args=["kerlann"])
    assert "Quelle clause réécrivez-vous" in client.get(listed).content.decode()
    client.post(reverse("own_clause_copy", args=["kerlann", "garantie-longue"]))
    copied = OwnClause.objects.of(owner).get()
    assert "[" in copied.text, "its values are to be typed"
    assert "{" not in copied.text
    page = client.get(reverse("own_clause", args=["kerlann", copied.pk]))
    assert ">garantie-longue<" not in page.content.decode(), "its title, not its code"
    made(OwnClause, owner, title="Accolades", text="Les {pièces} restent.", source_name="Valmoré")
    for place, titles in (("ailleurs", ["Accolades"]), ("ici", [copied.title]), ("", 2)):
        rows = client.get(listed, {"venus": place}).context["page"].object_list
        assert [each.title for each in rows] == titles or len(rows) == titles
    other = OwnClause.objects.of(owner).get(title="Accolades")
    file = made(ClauseSelection, owner, name="Postes", market="workstations")
    add = reverse("clause_selection_les-notres_new", args=["kerlann", file.pk])
    assert client.post(add, {"clause": other.pk}).status_code == 422, "it is not in use"
    move(None, other, "use")
    client.post(add, {"clause": other.pk})
    assert SelectedOwnClause.objects.of(owner).get().clause == other
    (one,) = material(fresh(file)).clauses
    assert one.title("fr") == "Accolades"
    assert one.environmental, "it counts among those the law wants in a contract"
    write(owner, None, [(fresh(other), {"family": "social"})])
    assert not material(fresh(file)).clauses[0].environmental
    annex = client.get(reverse("clause_annex", args=["kerlann", file.pk])).content.decode()
    assert "Les {pièces} restent." in annex
    assert str(other.pk) not in annex


def test_questions_come_without_any_answer_and_are_checked_again(towns):
    valmore, kerlann = towns
    opinion = make_consultation(valmore.authority, "La place", contact_email="place@valmore.fr",
                              service="Urbanisme")  # fmt: skip
    Question.objects.create(authority=valmore.authority, consultation=opinion, kind="choice",
                            title="Ne pensez-vous pas qu’il faut des arbres, et des bancs ?",
                            options="Oui\nNon", help="Voir Mme Roy au 06 12 34 56 78",
                            order=3)  # fmt: skip
    make_consultation(valmore.authority, "Sans le dire", state="draft")
    make_consultation(valmore.authority, "Le projet de Mme Odile Roy")  # open: nobody read it
    for each in Consultation.objects.of(valmore.authority):
        valmore.show(each)
    valmore.publish()
    kerlann.reads(valmore)
    item = kerlann.item(kind="questions")
    content = b"".join(kerlann.client(Role.READER).get(
        reverse("received_item_file", args=["kerlann", item.pk])).streaming_content)  # fmt: skip
    said = json.loads(content)
    assert set(said) == {"format", "title", "purpose", "credit", "questions"}
    assert not [word for word in (b"Roy", b"place@valmore.fr", b"Urbanisme") if word in content]
    page = kerlann.page(Role.READER, "received_item", item)
    assert "– Des arbres" in page

    Consultation.objects.create(authority=kerlann.authority, title="La place")
    where = kerlann.adopts(item)
    draft = Consultation.objects.of(kerlann.authority).get(source_name="Valmoré")
    assert where == reverse("consultation", args=["kerlann", draft.pk])
    assert (draft.title, draft.state, draft.service, draft.closes_on) == (
        "La place (copie)", "draft", "", None,
    )  # fmt: skip
    theirs, ours = consultations.questions_of(opinion), consultations.questions_of(draft)
    names = ("kind", "title", "options", "about_you", "scale")
    assert [[getattr(e, n) for n in names] for e in ours] == [
        [getattr(e, n) for n in names] for e in theirs
    ]
    page = kerlann.page(Role.CONTRIBUTOR, "consultation", draft)
    assert "Avant de l’ouvrir" in page, "no promise, no date: the checks say it"
    assert draft.readiness["blocking"] > 0
    assert draft.readiness["remarks"] > 0, "two questions in one, and one that leads"
    assert "Vient de Valmoré" in page

    Question.objects.of(valmore.authority).filter(title="Pourquoi ?").delete()
    valmore.publish()
    kerlann.reads(valmore)
    page = kerlann.page(Role.CONTRIBUTOR, "consultation", draft)
    assert "Le texte a changé chez Valmoré." in page
    assert len(consultations.questions_of(draft)) == len(ours)


def opened(town, body=BODY):
    position = made(Position, town.authority, title="Clause de revoyure", summary="Une clause.")
    made(PositionSection, town.authority, position=position, title="Demande", body=body)
    move(None, position, "open")
    return position.latest()


def mine(town, position):
    return Position.objects.of(town.authority).select_related("authority").get(uid=position.uid)


def text_of(town, position):
    return copy_of(town.authority, position.uid).current


def test_a_position_is_written_by_two_towns_through_their_signed_folders(towns):
    valmore, kerlann = towns
    position = opened(valmore)
    valmore.publish()
    source = kerlann.reads(valmore)
    assert not ReceivedItem.objects.of(kerlann.authority).exists(), "nobody chose to make it public"
    choice = reverse("position_travelling", args=["valmore", position.pk])
    client = valmore.client(Role.LEAD)
    assert "Tout le monde peut lire ce dossier" in client.get(choice).content.decode()
    client.post(choice, {"in_public": "yes"})
    valmore.publish()
    kerlann.reads(valmore)
    item = kerlann.item(kind="position")
    assert not Position.objects.of(kerlann.authority).exists(), "a person joins, or not"
    page = kerlann.page(Role.READER, "received_item", item)
    assert BODY in page
    assert key_of(valmore.authority) == PartnerTerritory.objects.of(kerlann.authority).get().key
    kerlann.adopts(item)
    theirs = mine(kerlann, position)
    assert (theirs.leading_name, theirs.in_public) == ("Valmoré", False)

    was = text_of(kerlann, position).sections[0]
    wanted = acts.TextSection(was.key, was.title, BODY.replace("annuel", "biennal"))
    act = positions.amend(theirs, None, wanted, 1, "Plus réaliste.")
    kerlann.publish()
    valmore.reads(kerlann)
    assert not copy_of(valmore.authority, position.uid).amendments, "Kerlann did not choose it"
    travelling.choose(theirs.latest(), None, in_public=True)
    kerlann.publish()
    valmore.reads(kerlann)
    for _again in range(2):
        (found,) = copy_of(valmore.authority, position.uid).amendments
        assert (found.act.id, found.state, found.act.publisher) == (act.id, "proposed", "Kerlann")
        valmore.reads(kerlann)
    decision = acts.AmendmentDecision(act.id, accepted=True)
    positions.decide(position.latest(), None, wanted, 1, [decision])
    move(None, position.latest(), "sign")
    valmore.publish()
    kerlann.reads(valmore)
    assert text_of(kerlann, position) == text_of(valmore, position)
    assert mine(kerlann, position).state == "signatures"
    used = fresh(item)
    assert used.adopted_digest == used.digest, "what is applied is not announced as a change"
    values = {"quality": "la maire", "signed_on": timezone.localdate(), "reference": ""}
    positions.sign(mine(kerlann, position), None, values, text_of(kerlann, position).hash)
    kerlann.publish()
    valmore.reads(kerlann)
    (signature,) = copy_of(valmore.authority, position.uid).signatures
    assert signature.is_current
    page = valmore.page(Role.READER, "position", position)
    assert "Kerlann" in page
    assert "au grand jour" in page
    assert fresh(source).status in {"fresh", "unchanged"}


def test_acts_in_any_order_and_again_come_to_the_same_copy(towns):
    valmore, kerlann = towns
    position = opened(valmore)
    travelling.choose(position, None, in_public=True)
    valmore.publish()
    kerlann.reads(valmore)
    kerlann.adopts(kerlann.item(kind="position"))
    first = travelling.public_bundle(position.latest())
    was = text_of(valmore, position).sections[0]
    for number in range(3):
        text = acts.TextSection(was.key, was.title, f"{BODY} {number}")
        positions.decide(position.latest(), None, text, number + 1, [])
    valmore.publish()
    kerlann.reads(valmore)
    whole = copy_of(kerlann.authority, position.uid)
    assert whole.current.number == 4
    positions.receive(kerlann.authority, None, first, in_public=True)
    third = SharingTown("brassac", "Brassac", "213302615")
    made(PartnerTerritory, third.authority, name="Valmoré", key=key_of(valmore.authority),
         state="trusted")  # fmt: skip
    for parcel in reversed(bundles.parcels_in(travelling.public_bundle(position.latest()))):
        positions.receive(third.authority, None, parcel)
    assert copy_of(third.authority, position.uid).current == whole.current


def test_who_may_write_in_public_and_what_never_leaves(towns):
    valmore, kerlann = towns
    draft = made(Position, valmore.authority, title="Brouillon")
    with pytest.raises(ParticipationError, match="Ouvrez-la d’abord"):
        travelling.choose(draft, None, in_public=True)
    position = opened(valmore)
    data = positions.bundle(position)
    made(PartnerTerritory, kerlann.authority, name="Valmoré", key=key_of(valmore.authority),
         state="trusted")  # fmt: skip
    positions.receive(kerlann.authority, None, data)
    theirs = mine(kerlann, position)
    with pytest.raises(ParticipationError, match="Valmoré, qui la conduit"):
        travelling.choose(theirs, None, in_public=True)  # it came by a file, between partners
    positions.receive(kerlann.authority, None, data, in_public=True)
    travelling.choose(theirs, None, in_public=True)
    assert PositionAct.objects.of(kerlann.authority).count() == 1
    was = text_of(kerlann, position).sections[0]
    text = acts.TextSection(was.key, was.title, "Voir Mme Roy au 06 12 34 56 78.")
    positions.amend(theirs.latest(), None, text, 1, "")
    assert travelling.public_bundle(theirs.latest()) is None, "it may name a person"
    assert travelling.title_of(Position(title="Merci à Mme Roy")) == "Position"
    assert travelling.title_of(theirs) == "Clause de revoyure"
    client = kerlann.client(Role.LEAD)
    page = client.get(reverse("position_travelling", args=["kerlann", theirs.pk])).content.decode()
    assert "Mme Roy" in page
    client.post(reverse("position_travelling", args=["kerlann", theirs.pk]))
    assert not theirs.latest().in_public


def clause(**more):
    return json.dumps({"format": "jalons-clause/1", "title": "A", "text": TEXT, **more}).encode()


def questions(*rows, **more):
    found = {"format": "jalons-questions/1", "title": "A", "questions": list(rows), **more}
    return json.dumps(found).encode()


SCALE = {"kind": "scale", "title": "Combien ?"}


def test_the_share_of_actions_shared_is_of_those_of_the_roadmap_and_forgets_the_withdrawn(towns):
    owner = towns[0].authority
    write(owner, None, [(sharing.repository_of(owner), {"kinds": ["action"]})])
    Repository.objects.of(owner).update(active=True)
    first = made(Action, owner, title="Réparer", description="Un atelier.")
    made(Action, owner, title="Prêter", description="Des tablettes.")

    def share():
        towns[0].publish()
        indicators.publish(owner)
        found = indicator_figures().latest(owner.urn, "federation.actions_shared")
        return found and found.value.mid

    assert share() == 0
    towns[0].show(first)
    assert share() == 50
    Published.objects.of(owner).delete()
    assert share() == 0, "a file that is withdrawn is in the list, and shared no more"
    Repository.objects.of(owner).update(active=False)
    assert share() is None, "who shares nothing has no figure"


def test_a_clause_too_long_is_refused_with_the_reason_and_what_was_withdrawn_is_not_used(towns):
    kerlann = towns[1].authority
    origin = others.source(kerlann, others.towns(1)[0])
    long = others.file(origin, "clause", "a.md", b"Article. " * 3_000)
    gone = others.file(origin, "clause", "b.md", b"Article premier.", state="withdrawn")
    client = towns[1].client(Role.CONTRIBUTOR)
    for item, words in ((long, "20000 caractères"), (gone, "")):
        url = reverse("received_item_adopt", args=["kerlann", item.pk])
        page = client.post(url, follow=True).content.decode()
        assert words in page
    assert not OwnClause.objects.of(kerlann).exists(), "no text is cut, no withdrawn one is used"
    gone.state = "shared"
    gone.save()
    client.post(reverse("received_item_adopt", args=["kerlann", gone.pk]))
    assert OwnClause.objects.of(kerlann).get().text == "Article premier."


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("clause/a.json", clause(text=HOSTILE), "file_markup"),
        ("clause/a.md", HOSTILE.encode(), "file_markup"),
        ("clause/a.json", clause(format="jalons-clause/2"), "file_schema"),
        ("clause/a.json", clause(title=""), "file_schema"),
        ("clause/a.json", clause(kind="autre"), "file_schema"),
        ("clause/a.json", clause(text="a" * 20_001), "file_schema"),
        ("clause/a.md", b"a" * 200_001, "file_size"),
        ("clause/a.json", clause(text="a\u202eb"), "file_hides"),
        ("questions/a.json", questions(SCALE | {"title": HOSTILE}), "file_markup"),
        ("questions/a.json", questions(), "file_schema"),
        ("questions/a.json", questions(SCALE, format="jalons-questions/9"), "file_schema"),
        ("questions/a.json", questions({"kind": "choice", "title": "A"}), "file_schema"),
        ("questions/a.json", questions(SCALE | {"about_you": True, "required": True}),
         "file_schema"),
        ("questions/a.json", questions(SCALE | {"scale": 11}), "file_schema"),
        ("position/a.zip", b"PK\x03\x04", "file_parcel"),
        ("position/a.zip", bundles.pack({"a": b"PK"}), "file_parcel"),
        ("position/a.md", HOSTILE.encode(), "file_markup"),
    ],
)  # fmt: skip
def test_hostile_works_are_set_apart(authority, town, follow, path, content, reason):  # noqa: PLR0913, PLR0917
    custom = says(kind=path.partition("/")[0], uid=path, version=1)
    unchecked(town, path, content, custom)
    source = follow(town)
    found = {each.path: each.reason for each in reading.quarantined(source)}
    assert found == {path: reason}
    assert not ReceivedItem.objects.of(authority).exists()
    assert reading.reason_words(reason) != reading.reason_words("unknown")


def act(said, uid="", seed=b"s" * 32):
    return acts.pack(said, uid or acts.position_id(acts.signing.public_key(seed), said.nonce),
                     "Inconnue", timezone.localdate(), seed)  # fmt: skip


def invite(**more):
    details = acts.PositionDetails("Une position", "contribution", "amendments")
    section = acts.TextSection("a", "Demande", more.pop("body", BODY))
    return acts.Invite(rank=1, nonce="n" * 32, details=details, sections=(section,))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (act(invite(body=HOSTILE)), "file_markup"),
        (act(invite(), uid="0" * 36), "act_leader"),
        (bundles.pack({"a": act(invite()), "b": act(invite(), seed=b"t" * 32)}), "bundle_several"),
        (bundles.pack({"a": act(invite()), "b": b"PK"}), "file_parcel"),
    ],
)  # fmt: skip
def test_acts_that_are_not_sound_are_set_apart_with_the_reason(
    authority, town, follow, content, reason
):
    position = made(Position, authority, title="La nôtre")
    unchecked(town, "position/a.zip", content, says(kind="position", uid="a", version=1))
    source = follow(town)
    assert [each.reason for each in reading.quarantined(source)] == [reason]
    assert not PositionAct.objects.of(authority).exists()
    town.publish(shared("position/a.zip", act(invite()), uid="a", version=2))
    read_now(source, folder=town.address)
    assert not reading.quarantined(fresh(source)).exists()
    assert fresh(position).version == 1


def test_a_position_of_a_key_nobody_compared_waits_after_a_person_joined(
    contributor, authority, town, follow
):
    town.publish(shared("position/a.zip", act(invite()), uid="a", title="Une position"))
    follow(town)
    item = ReceivedItem.objects.of(authority).get()
    url = reverse("received_item_adopt", args=[authority.slug, item.pk])
    where = contributor.post(url).url
    assert where == reverse("position_received", args=[authority.slug])
    assert not Position.objects.of(authority).exists()
    move(None, PartnerTerritory.objects.of(authority).get(), "trust")
    assert Position.objects.of(authority).get().title == "Une position"


def test_a_work_made_of_another_is_shared_with_its_credit(towns):
    valmore, kerlann = towns
    clause = made(OwnClause, valmore.authority, title="Réparabilité", text=TEXT)
    move(None, valmore.show(clause), "use")
    valmore.publish()
    kerlann.reads(valmore)
    kerlann.adopts(kerlann.item(kind="clause"))
    draft = OwnClause.objects.of(kerlann.authority).get()
    write(kerlann.authority, None, [(draft, {"text": f"{TEXT} Et le reste."})])
    move(None, kerlann.show(draft), "use")
    kerlann.publish()
    valmore.reads(kerlann)
    back = valmore.item(kind="clause")
    (credit,) = back.provenance
    assert credit["publisher"] == sharing.repository_of(valmore.authority).root_digest
    assert credit["uid"] == str(clause.urn)
    assert "Vient de Valmoré" in valmore.page(Role.READER, "received_item", back)
    public = kerlann.client(Role.READER).get("/public/kerlann/clauses/")
    assert "Vient de Valmoré" in public.content.decode()
    assert timezone.now() - fresh(draft).changed_at < timedelta(minutes=5)
