"""Parcels on screen: received, compared by telephone, tried here, used only if better."""

from __future__ import annotations

import random
from datetime import date
from functools import partial

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jalons.ailibrary.engine.bundles.format import relabelled
from jalons.ailibrary.engine.energy.estimates import Cost
from jalons.ailibrary.engine.evaluation.bootstrap import Estimate
from jalons.ailibrary.engine.evaluation.gate import Reason
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Sample
from jalons.ailibrary.engine.exchange import envelope
from jalons.ailibrary.recipes.evaluating import Evaluation, Result
from jalons.ailibrary.recipes.orientation import suggesting
from jalons.ailibrary.web.exchange import actions, queries
from jalons.ailibrary.web.exchange.models import Parcel
from jalons.ailibrary.web.queue import learning
from jalons.ailibrary.web.queue.suggesters import SuggesterApart, suggester_of
from jalons.ailibrary.web.recipes import bundles, own_samples
from jalons.ailibrary.web.recipes.models import RecipeBundle, RecipeUse
from jalons.ailibrary.web.recipes.own_samples import Decided, own_sample
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.partners.queries import seed_of
from jalons.foundation.register.writer import write
from jalons.kernel import signing

pytestmark = pytest.mark.django_db
SEED = b"v" * 32


def evaluation(score: float = 0.81, *, own: bool = True, recipe: str = "orientation") -> Evaluation:
    """What a territory measured on 240 of its own decisions."""

    def result(name: str, kind: CandidateKind, value: float) -> Result:
        cost = Cost(0.05, 0.0001, 120.0)
        found = Estimate(value, value - 0.05, value + 0.05)
        return Result(name, kind, "linear", {"macro_f1": found}, {}, cost)

    return Evaluation(
        recipe, "1", own, 240, (1, 2, 3), "macro_f1",
        (result("rule", CandidateKind.RULE, 0.55), result("linear", CandidateKind.MODEL, score)),
        "linear", "rule", Reason.MODEL, (), (), "a processor",
    )  # fmt: skip


def parcel(seed: bytes = SEED, *, publisher: str = "Roche-sur-Loue", score: float = 0.81,
           bundle: bytes | None = None) -> bytes:  # fmt: skip
    files = {envelope.RESULTS: msgspec.json.encode(evaluation(score))}
    if bundle is not None:
        files[envelope.BUNDLE] = bundle
    return envelope.pack(
        envelope.Parcel("orientation", "1", publisher, "", date(2026, 11, 20), files), seed
    )


def send(client, authority, content: bytes):
    return client.post(
        reverse("ai_parcel_new", args=[authority.slug]),
        {"file": SimpleUploadedFile("colis.zip", content)}, follow=True,
    )  # fmt: skip


def test_a_parcel_shows_what_was_measured_and_asks_to_compare_the_key(lead, authority):
    page = send(lead, authority, parcel()).content.decode()
    assert "Roche-sur-Loue" in page
    assert "Comparer la clé" in page
    assert "0,81" in page
    assert "0,55" in page
    (partner,) = PartnerTerritory.objects.of(authority)
    assert (partner.name, partner.state) == ("Roche-sur-Loue", "met")
    page = lead.get(reverse("partner", args=[authority.slug, partner.pk])).content.decode()
    assert signing.fingerprint(signing.public_key(SEED)) in page
    assert "1 colis reçu." in page


def test_results_count_once_their_key_was_compared_and_no_score_is_shown_under_three(
    lead, authority
):
    for place in range(3):
        send(lead, authority, parcel(bytes([place]) * 32, score=0.7 + place / 10))
    assert queries.pooled(authority) == {}
    for found in PartnerTerritory.objects.of(authority):
        lead.post(reverse("partner_move", args=[authority.slug, found.pk]), {"move": "trust"})
    (line,) = queries.pooled(authority)["orientation"]
    assert (line.territories, line.score, line.items) == (3, pytest.approx(0.8), 720)
    page = lead.get(reverse("ai_parcel_list", args=[authority.slug])).content.decode()
    assert "0,80 (0,70 – 0,90)" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"not a zip", "n’est pas un colis"),
        (parcel()[:-40], "n’est pas un colis"),
        (envelope.pack(envelope.Parcel("orientation", "1", "X", "", date(2026, 1, 1),
                                       {envelope.RESULTS: b"{}"}), SEED), "ne se lisent pas"),
        (envelope.pack(envelope.Parcel("inconnue", "1", "X", "", date(2026, 1, 1),
                                       {envelope.RESULTS: b"{}"}), SEED), "Aucune recette"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_parcel_is_said_and_nothing_is_stored(lead, authority, content, words):
    page = send(lead, authority, content)
    assert words in page.content.decode()
    assert not Parcel.objects.of(authority).exists()
    assert not RecipeBundle.objects.of(authority).exists()


def test_the_same_parcel_is_not_stored_twice_and_ones_own_is_refused(lead, authority):
    send(lead, authority, parcel())
    assert "déjà" in send(lead, authority, parcel()).content.decode()
    own = send(lead, authority, parcel(seed_of(authority))).content.decode()
    assert "votre propre collectivité" in own
    assert Parcel.objects.of(authority).count() == 1


def test_a_bundle_that_cannot_be_read_says_so_on_its_page_and_is_never_used(lead, authority):
    send(lead, authority, parcel(bundle=b"cos\nsystem\n(S'echo'\ntR."))
    found = Parcel.objects.of(authority).get()
    actions.parcel_job(lambda *_said: None, authority=authority.pk, parcel=str(found.pk))
    found = found.latest()
    assert found.trial["problem"]
    lead.post(reverse("ai_parcel_adopt", args=[authority.slug, found.pk]))
    assert not found.trial.get("verdict")


@pytest.fixture
def requests_of_two_towns():
    """Requests of one town for its bundle, others of the second, by their services."""
    pytest.importorskip("sklearn")
    words = {"Voirie": ("trou", "chaussée", "trottoir", "lampadaire", "route"),
             "Écoles": ("cantine", "inscription", "école", "garderie", "classe"),
             "Eau": ("fuite", "robinet", "facture", "compteur", "canalisation")}  # fmt: skip
    chance = random.Random(4)
    found = []
    for place in range(360):
        service = list(words)[place % 3]
        picked = " ".join(chance.sample(words[service], 3))
        found.append((f"Bonjour, je vous écris pour {picked} numéro {place}, merci.", service))
    return found


@pytest.fixture
def second_town(authority, requests_of_two_towns):
    """The second town decides on the same recipe; its services have other keys."""
    RecipeUse.objects.create(authority=authority, key="orientation")
    names = {"s1": "Voirie", "s2": "Ecoles", "s3": "Eau potable"}
    keys = {"Voirie": "s1", "Écoles": "s2", "Eau": "s3"}
    texts, truths = zip(*requests_of_two_towns[300:], strict=True)
    sample = Sample(texts, tuple(keys[each] for each in truths))
    before = own_samples.decided
    own_sample("orientation", lambda _authority: Decided(sample, {}, names))
    assert before(authority, "orientation").names == names
    yield authority
    own_sample("orientation", learning.decided)


def test_what_a_town_learned_helps_another_once_its_labels_are_matched(
    lead, second_town, requests_of_two_towns
):
    texts, services = zip(*requests_of_two_towns[:300], strict=True)
    learned = relabelled(suggesting.train(texts, services, 1), {}, "shared")
    send(lead, second_town, parcel(bundle=learned))
    found = Parcel.objects.of(second_town).get()
    run = partial(actions.parcel_job, lambda *_said: None, authority=second_town.pk,
                  parcel=str(found.pk))  # fmt: skip
    run()
    assert sorted(found.latest().themes) == ["Eau", "Voirie", "Écoles"]
    page = lead.get(reverse("ai_parcel", args=[second_town.slug, found.pk])).content.decode()
    assert "proposé" in page  # the same name, capitals and accents left aside
    chosen = {f"label-{place}": {"Voirie": "s1", "Écoles": "s2", "Eau": "s3"}[label]
              for place, label in enumerate(found.latest().themes)}  # fmt: skip
    lead.post(reverse("ai_parcel_services", args=[second_town.slug, found.pk]), chosen)
    run()
    verdict = found.latest().trial["verdict"]
    assert verdict["winner"] == "tried"
    assert verdict["scores"]["tried"]["value"] > 0.9
    adopt = reverse("ai_parcel_adopt", args=[second_town.slug, found.pk])
    lead.post(adopt)
    assert not use_of(second_town, "orientation").bundle  # its key was not compared
    (partner,) = PartnerTerritory.objects.of(second_town)
    lead.post(reverse("partner_move", args=[second_town.slug, partner.pk]), {"move": "trust"})
    lead.post(adopt)
    use = use_of(second_town, "orientation")
    (answer,) = suggesting.load(bundles.bytes_of(use)).suggest(
        ["un trou sur la chaussée, la route"]
    )
    assert answer.labels == ("s1",)
    daily = suggester_of(use, bundles.bytes_of(use), {})
    assert isinstance(daily, SuggesterApart)  # not in the process that has the network
    (same,) = daily.suggest(["un trou sur la chaussée, la route"])
    assert (same.labels, same.evidence) == (answer.labels, answer.evidence)


def test_two_labels_for_one_service_are_refused_in_words(lead, second_town, requests_of_two_towns):
    texts, services = zip(*requests_of_two_towns[:300], strict=True)
    send(lead, second_town, parcel(bundle=suggesting.train(texts, services, 1)))
    found = Parcel.objects.of(second_town).get()
    write(second_town, None, [(found, {"services": {"Eau": "s1", "Voirie": "s1"}})])
    actions.parcel_job(lambda *_said: None, authority=second_town.pk, parcel=str(found.pk))
    assert "le même service" in found.latest().trial["problem"]


@pytest.mark.parametrize("name", ["winner", "rule", "metric"])
def test_results_that_name_what_they_lack_are_refused_and_break_no_page(lead, authority, name):
    said = msgspec.to_builtins(evaluation()) | {name: "nowhere"}
    files = {envelope.RESULTS: msgspec.json.encode(said)}
    sent = envelope.Parcel("orientation", "1", "X", "", date(2026, 1, 1), files)
    page = send(lead, authority, envelope.pack(sent, SEED))
    assert "ne se lisent pas" in page.content.decode()
    assert lead.get(reverse("ai_parcel_list", args=[authority.slug])).status_code == 200


def test_results_too_deep_to_read_are_refused(lead, authority):
    files = {envelope.RESULTS: b"[" * 100_000 + b"]" * 100_000}
    sent = envelope.Parcel("orientation", "1", "X", "", date(2026, 1, 1), files)
    assert "ne se lisent pas" in send(lead, authority, envelope.pack(sent, SEED)).content.decode()


def test_a_file_larger_than_any_parcel_is_refused_before_it_is_opened(lead, authority):
    page = send(lead, authority, b"\0" * 20_000_001)
    assert "20" in page.content.decode()
    assert not Parcel.objects.of(authority).exists()
