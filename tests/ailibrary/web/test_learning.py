"""The recipe learns from decisions; the gate judges, a lead confirms."""

import base64
import random

import pytest

from ailibrary import keyword_recipe
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.recipes import learning as lessons
from jalons.ailibrary.web.queue import learning, queries
from jalons.ailibrary.web.queue.models import ChainEntry, LearnedBundle, QueueItem, Review
from jalons.ailibrary.web.recipes import bundles
from jalons.foundation.accounts.files.quotas import dropped_files
from jalons.foundation.register.writer import store_computed

pytestmark = pytest.mark.django_db
TEXTS = {"Voirie": ("nid de poule", "lampadaire éteint"), "Déchets": ("bac plein", "dépôt sauvage"),
         "École": ("menu du midi", "portail fermé")}  # fmt: skip


def decided(queue, count, *, blind=0):
    """Requests decided long ago, whose words the shipped recipe does not know."""
    chance = random.Random(3)
    names, rows, reviews = list(TEXTS), [], []
    for at in range(count):
        name = chance.choice(names)
        text = f"{chance.choice(TEXTS[name])} rue {at}"
        item = QueueItem(authority=queue.authority, text=text, recipe="orientation",
                         state="decided", decided_to=queue.services[name],
                         closed_at=queue.now)  # fmt: skip
        rows.append(item)
        mode = "blind" if at < blind else "none"
        reviews.append(Review(authority=queue.authority, item=item, seq=0, by="a" * 16,
                              verdict="edit", mode=mode, at=queue.now,
                              label=str(queue.services[name].pk)))  # fmt: skip
    QueueItem.unscoped.bulk_create(rows)
    Review.unscoped.bulk_create(reviews)


def learned(queue, use):
    known, _blind = learning.examples(queue.authority, "orientation")
    services = queries.themes_to_services(queries.destinations(queue.authority))
    lesson = lessons.Lesson("orientation", known, services, bundles.bytes_of(use))
    return lessons.learn(lesson, keyword_recipe, keyword_recipe.recipe)


def test_too_few_decisions_teach_nothing_and_say_how_many_are_needed(queue, agent, use):
    decided(queue, 299)
    with pytest.raises(AIError, match="299 demandes décidées"):
        learning.start(queue.authority, "orientation", agent)
    decided(queue, 1)
    assert learning.start(queue.authority, "orientation", agent).kind == learning.LEARN


def test_what_was_learned_is_used_once_the_gate_and_a_lead_agree(queue, agent, chief, use):
    decided(queue, 300, blind=15)
    examples, blind = learning.examples(queue.authority, "orientation")
    assert (len(examples), blind) == (300, 15)
    found = learned(queue, use)
    assert (found.blind["whole"], found.blind["now"]) == (15, 0)
    assert found.blind["learned"] >= 14
    assert found.evaluation["reason"] == "model_beats_rule"
    assert found.evaluation["own"] is True
    made = learning.store(queue.authority, found, "orientation", 300)
    assert made.state == "proposed"
    assert made.bundle.file.name.split("/")[0] == "ai-bundles"
    assert [each.name for each in dropped_files().of(queue.authority)] == ["orientation.zip"]
    assert not type(use).objects.of(queue.authority).get().bundle  # nothing before a person
    used = learning.confirm(made, chief, queue.now)
    assert used.bundle == made.bundle.sha256
    assert bundles.bytes_of(used) == base64.b64decode(found.bundle)
    assert ChainEntry.objects.of(queue.authority).first().kind == "resumption"
    item = queue.item("un lampadaire éteint")
    assert [each.name for each in queue.open(item, agent).services] == ["Voirie"]
    with pytest.raises(AIError, match="pas de confirmation"):
        learning.confirm(made, chief, queue.now)
    learning.back_to_shipped(used, chief, queue.now)
    assert not type(use).objects.of(queue.authority).get().bundle
    assert LearnedBundle.objects.of(queue.authority).get().state == "replaced"


@pytest.mark.parametrize(
    ("reason", "blind"),
    [("gain_below_margin", {}), ("model_beats_rule", {"whole": 30, "now": 27, "learned": 12})],
)
def test_what_the_gate_or_the_blind_decisions_refuse_is_stored_and_never_used(
    queue, chief, use, reason, blind
):
    content = base64.b64encode(b"{}").decode()
    found = lessons.Learned(content, {"reason": reason}, blind)
    made = learning.store(queue.authority, found, "orientation", 300)
    assert made.state == "refused"
    close = lessons.Learned(content, {"reason": "model_beats_rule"},
                            {"whole": 30, "now": 20, "learned": 16})  # fmt: skip
    assert learning.store(queue.authority, close, "orientation", 300).state == "proposed"
    with pytest.raises(AIError):
        learning.confirm(made, chief, queue.now)


def test_a_bundle_that_cannot_be_read_leaves_the_decision_to_a_person(queue, agent, use):
    found = lessons.Learned(base64.b64encode(b"{}").decode(), {"reason": "model_beats_rule"}, {})
    made = learning.store(queue.authority, found, "orientation", 300)
    made.bundle.file.storage.delete(made.bundle.file.name)
    rows = type(use).objects.of(queue.authority)
    store_computed(rows, bundle=made.bundle.sha256)
    item = queue.item()
    assert queue.open(item, agent).why == "failed"
    queue.decide(item, agent)


def test_a_lesson_that_fails_says_why(queue, use):
    lesson = lessons.Lesson("nowhere", [], {})
    with pytest.raises(AIError) as refused:
        learning.taught(lesson)
    assert refused.value.code in {"queue_lesson_extra", "queue_lesson_failed"}
