"""Parcels on screen: received, compared by telephone, tried here, used only if better."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jalons.ailibrary.engine.energy.estimates import Cost
from jalons.ailibrary.engine.evaluation.bootstrap import Estimate
from jalons.ailibrary.engine.evaluation.gate import Reason
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind
from jalons.ailibrary.engine.exchange import envelope
from jalons.ailibrary.recipes.evaluating import Evaluation, Result
from jalons.ailibrary.web.exchange import actions, queries
from jalons.ailibrary.web.exchange.models import Parcel
from jalons.ailibrary.web.recipes.models import RecipeBundle
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
        reverse("ai_parcel_receive", args=[authority.slug]),
        {"file": SimpleUploadedFile("colis.zip", content)}, follow=True,
    )  # fmt: skip


def test_a_parcel_shows_what_was_measured_and_asks_to_compare_the_key(lead, authority):
    page = send(lead, authority, parcel()).content.decode()
    assert "Roche-sur-Loue" in page
    assert signing.fingerprint(signing.public_key(SEED)) in page
    assert "0,81" in page
    assert "0,55" in page
    assert Parcel.objects.of(authority).get().state == "received"


def test_results_count_once_their_key_was_compared_and_no_score_is_shown_under_three(
    lead, authority
):
    for place in range(3):
        send(lead, authority, parcel(bytes([place]) * 32, score=0.7 + place / 10))
    assert queries.pooled(authority) == {}
    for found in Parcel.objects.of(authority):
        lead.post(reverse("ai_parcel_move", args=[authority.slug, found.pk]), {"move": "compare"})
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
    own = send(lead, authority, parcel(queries.seed_of(authority))).content.decode()
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
