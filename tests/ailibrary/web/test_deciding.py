"""A person decides one request after the other; the chain says all, and shows what was altered."""

import json
from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from django.db import connection, transaction
from django.utils import timezone

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.review.drawing import Mode
from jalons.ailibrary.web.queue import actions, chain, deciding, queries
from jalons.ailibrary.web.queue.commands import verify
from jalons.ailibrary.web.queue.models import (
    PURGED,
    AppendOnlyError,
    ChainEntry,
    ChainHead,
    Contestation,
    QueueItem,
    Review,
)
from jalons.foundation.journal.models import Entry
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import store_computed, write

pytestmark = pytest.mark.django_db
State = QueueItem.State


def said(queue, seq=None):
    """What an entry of the chain says, the last one by default."""
    rows = ChainEntry.objects.of(queue.authority).order_by("-seq")
    found = rows.get(seq=seq) if seq else rows.first()
    return json.loads(found.stored)


def behind(statement, *values):
    """A change of the base that the product does not make."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# Suggestions --------------------------------------------------------------------------------------


def test_a_request_is_shown_with_its_suggestion_and_has_no_effect_before_a_decision(queue, agent):
    item = queue.item("le trottoir et la poubelle", reference="D-1")
    shown = queue.open(item, agent)
    assert [each.name for each in shown.services] == ["Voirie", "Déchets"]
    assert (shown.mode, shown.evidence, shown.by) == (Mode.OPEN, ("trottoir", "poubelle"), "model")
    assert queue.stored(item).state == State.WAITING
    assert queue.stored(item).decided_to is None
    done = queue.decide(item, agent, after=12)
    assert not done.is_drill
    assert queue.stored(item).decided_to == queue.services["Voirie"]
    entry = said(queue)
    assert (entry["kind"], entry["verdict"], entry["seconds"], entry["times"]) == (
        "decision", "accept", 12.0, 1)  # fmt: skip
    assert "trottoir" not in json.dumps([json.loads(each.stored) for each in
                                         ChainEntry.objects.of(queue.authority)])  # fmt: skip
    assert "agent" not in json.dumps(entry)


@pytest.mark.parametrize(
    ("text", "why"),
    [("demande de rsa pour la voirie trottoir", "annex_iii"), ("rien de connu ici", "unseen"),
     ("un platane penche", "unseen")],
)  # fmt: skip
def test_without_a_sure_suggestion_a_person_decides_alone(queue, agent, text, why):
    item = queue.item(text)
    shown = queue.open(item, agent)
    assert (shown.mode, shown.services, shown.why) == (Mode.NONE, (), why)
    queue.decide(item, agent, "Déchets")
    made = Review.objects.of(queue.authority).get()
    assert (made.verdict, made.abstained, made.suggested) == ("choice", True, [])


def test_a_blind_request_hides_its_suggestion_until_the_decision(queue, agent):
    item = queue.item(mode="blind")
    shown = queue.open(item, agent)
    assert (shown.mode, shown.services, shown.evidence, shown.why) == (Mode.BLIND, (), (), "")
    done = queue.decide(item, agent, "Déchets")
    assert [each.name for each in done.revealed] == ["Voirie"]
    entry = said(queue)
    assert (entry["kind"], entry["verdict"]) == ("blind", "choice")
    assert entry["suggested"] == [str(queue.services["Voirie"].pk)]
    # once it was revealed, the request is never blind again
    deciding.take_back(queue.authority, agent, item.pk, queue.at(60))
    assert queue.open(item, agent, 70).mode is Mode.OPEN


def test_a_drill_is_announced_revealed_and_has_no_effect(queue, agent):
    item = queue.item(mode="drill")
    assert queue.open(item, agent).mode is Mode.OPEN  # nobody switched drills on
    with pytest.raises(Exception, match="informés"):
        queue.rules(drills=True)
    queue.rules(drills=True, informed_on=timezone.localdate())
    item = queue.item(mode="drill")
    shown = queue.open(item, agent)
    assert shown.mode is Mode.DRILL
    wrong = shown.services[0]
    assert wrong.name != "Voirie"
    done = queue.decide(item, agent, wrong.name)
    assert (done.is_drill, done.followed) == (True, True)
    assert said(queue)["kind"] == "drill"
    again = queue.stored(item)
    assert (again.state, again.decided_to, again.drilled) == (State.WAITING, None, True)
    assert [each.name for each in queue.open(item, agent, 60).services] == ["Voirie"]
    queue.decide(item, agent, after=80)
    found = queries.judgements(queue.authority, "orientation", queue.at(-60))
    assert [(each.mode, each.right) for each in found] == [(Mode.OPEN, None), (Mode.DRILL, False)]


def test_a_suspended_queue_suggests_nothing_at_once_even_what_was_shown_before(queue, agent, chief):
    item = queue.item()
    queue.open(item, agent)
    deciding.suspend(queue.authority, "orientation", chief, "Trop d’erreurs", queue.at(5))
    assert queue.open(item, agent, 6).why == "suspended"
    queue.decide(item, agent, after=20)
    assert said(queue)["mode"] == "none"
    assert said(queue, 2)["kind"] == "suspension"
    with pytest.raises(AIError, match="Écrivez pourquoi"):
        deciding.resume(queue.authority, "orientation", chief, " ", queue.at(30))
    deciding.resume(queue.authority, "orientation", chief, "Corrigé", queue.at(31))
    assert queue.open(queue.item(), agent, 32).mode is Mode.OPEN


def test_without_recipe_or_services_the_queue_still_works(authority, agent, use):
    item = QueueItem(authority=authority)
    write(authority, None, [(item, {"text": "le trottoir"})])
    now = timezone.now()
    assert deciding.open_item(authority, agent, item.pk, now).why == "no_services"
    use.delete()
    assert deciding.open_item(authority, agent, item.pk, now).why == "no_recipe"
    deciding.decide(authority, agent, item.pk, deciding.NONE, now)
    assert QueueItem.objects.of(authority).get().state == State.DECIDED


# Decisions ----------------------------------------------------------------------------------------


def test_what_may_not_be_decided_is_refused_with_its_reason(queue, agent, other):
    item = queue.item()
    with pytest.raises(AIError, match="Ouvrez"):
        queue.decide(item, agent)
    queue.open(item, agent)
    for choice, why in (("", "Choisissez"), ("x", "Choisissez"), (deciding.LATER, "pourquoi")):
        with pytest.raises(AIError, match=why):
            queue.decide(item, agent, choice)
    with pytest.raises(AIError, match="plus là"):
        deciding.decide(other, agent, item.pk, deciding.NONE, queue.now)
    queue.decide(item, agent, deciding.LATER, reason="Plan absent")
    assert queue.stored(item).state == State.DEFERRED
    queue.done(item, agent, deciding.NONE, after=60)
    assert (queue.stored(item).state, queue.stored(item).decided_to) == (State.DECIDED, None)
    with pytest.raises(AIError, match="déjà décidée"):
        queue.decide(item, agent)


def test_time_counts_once_whatever_the_reloads_and_tabs(queue, agent):
    first, second = queue.item(), queue.item("la poubelle")
    queue.open(first, agent)
    queue.open(second, agent, 1)
    queue.open(first, agent, 5)  # reloaded
    queue.decide(first, agent, after=10)
    queue.decide(second, agent, "Déchets", after=12)
    entries = {each["item"]: each for each in (said(queue, 3), said(queue, 4))}
    assert (entries[str(first.urn)]["seconds"], entries[str(first.urn)]["times"]) == (10.0, 2)
    assert entries[str(second.urn)]["seconds"] == 2.0  # the other tab had the first ten seconds


def test_several_people_decide_and_a_lead_settles_what_splits_them(queue, agent, colleague, chief):
    queue.rules(reviewers=2)
    item = queue.item()
    queue.done(item, agent)
    assert queue.stored(item).state == State.WAITING
    with pytest.raises(AIError, match="déjà donné votre avis"):
        queue.decide(item, agent)
    queue.done(item, colleague, "École", after=30)
    assert queue.stored(item).state == State.SPLIT
    with pytest.raises(AIError, match="responsable"):
        queue.done(item, colleague, after=60)
    queue.done(item, chief, "École", after=90, is_lead=True)
    assert queue.stored(item).decided_to == queue.services["École"]
    assert said(queue)["arbitrated"] is True
    made = Review.objects.of(queue.authority).order_by("seq")
    assert [each.right for each in made] == [False, False, False]  # it suggested the roads
    agreed = queue.item()
    queue.done(agreed, agent, after=200)
    queue.done(agreed, colleague, after=230)
    assert queue.stored(agreed).state == State.DECIDED
    stats = queries.statistics(queue.authority, "orientation", queue.at(300))
    assert stats.rated == 2
    assert stats.kappa is not None


def test_undoing_is_a_new_entry_never_an_edit(queue, agent, colleague, chief):
    item = queue.item()
    queue.done(item, agent)
    before = list(ChainEntry.objects.of(queue.authority).values_list("seq", "digest"))
    with pytest.raises(AIError, match="pas de décision"):
        deciding.take_back(queue.authority, colleague, item.pk, queue.at(50))
    deciding.take_back(queue.authority, agent, item.pk, queue.at(60))
    again = queue.stored(item)
    assert (again.state, again.decided_to, again.closed_at) == (State.WAITING, None, None)
    assert (said(queue)["verdict"], said(queue)["of"]) == ("undone", [2])
    assert set(before) <= set(ChainEntry.objects.of(queue.authority).values_list("seq", "digest"))
    queue.done(item, agent, after=70)
    deciding.take_back(queue.authority, chief, item.pk, queue.at(100), is_lead=True)
    assert queries.judgements(queue.authority, "orientation", queue.at(-60)) == []


def test_the_next_request_is_the_oldest_one_nobody_looks_at(queue, agent, colleague, chief):
    today = timezone.localdate()
    old = queue.item(received_on=today - timedelta(days=3))
    new = queue.item(received_on=today)

    def following(user, after, *, lead=False):
        code = deciding.code_of(queue.authority, user)
        return queries.next_item(queue.authority, code, queue.at(after), is_lead=lead)

    queue.open(old, agent)
    assert following(agent, 1) == old
    assert following(colleague, 1) == new
    assert following(colleague, 700) == old  # ten minutes later it is free again
    queue.rules(reviewers=2)
    queue.done(new, colleague, after=800)
    assert following(colleague, 900) == old
    queue.done(new, agent, "École", after=1_000)
    assert following(chief, 1_100, lead=True) == new
    assert following(agent, 1_100) == old


def test_a_text_is_final_once_somebody_saw_it_and_never_in_the_journal(queue, agent):
    item = queue.item("le trottoir secret-42")
    write(queue.authority, agent, [(queue.stored(item), {"text": "le trottoir secret-43"})])
    first = queue.stored(item).digest
    queue.open(item, agent)
    with pytest.raises(AIError, match="ne change plus"):
        write(queue.authority, agent, [(queue.stored(item), {"text": "autre"})])
    write(queue.authority, agent, [(queue.stored(item), {"channel": "phone"})])
    lines = [*Change.objects.of(queue.authority), *Entry.objects.of(queue.authority)]
    assert not any("secret" in f"{each.before}{each.after}" for each in lines)
    assert queue.stored(item).digest == first
    assert first not in json.dumps([each.after for each in Change.objects.of(queue.authority)])


# The alarm ----------------------------------------------------------------------------------------


def reviews(queue, count, **values):
    """Decisions as figures read them, without their requests one by one."""
    item = queue.item("la poubelle", mode="any")
    key = str(queue.services["Voirie"].pk)
    usual = {"verdict": "accept", "mode": "open", "label": key, "suggested": [key], "score": 0.9,
             "seconds": 1.5, "by": "a" * 16, "at": queue.now}  # fmt: skip
    Review.objects.create_all([
        Review(authority=queue.authority, item=item, seq=0, **usual | values)
        for _ in range(count)
    ])  # fmt: skip


def test_a_hundred_suggestions_accepted_without_reading_suspend_them(queue, agent, chief):
    reviews(queue, 99)
    item = queue.item()
    queue.open(item, agent)
    done = queue.decide(item, agent, after=2)
    assert done.suspended
    rules = queries.rules_of(queue.authority)
    assert (rules.suspended, rules.because) == (True, "alarm")
    assert (said(queue)["kind"], said(queue)["by"]) == ("suspension", "machine")
    deciding.resume(queue.authority, "orientation", chief, "Rappel fait", queue.at(10))
    item = queue.item()
    queue.open(item, agent, 20)
    assert not queue.decide(item, agent, after=21).suspended  # a hundred new ones are awaited


# The chain ----------------------------------------------------------------------------------------


def test_what_the_product_writes_is_never_changed_by_it(queue, agent):
    queue.done(queue.item(), agent)
    entry = ChainEntry.objects.of(queue.authority).first()
    for act in (entry.save, entry.delete, ChainEntry.objects.of(queue.authority).delete,
                lambda: ChainEntry.objects.of(queue.authority).update(kind="drill")):  # fmt: skip
        with pytest.raises(AppendOnlyError):
            act()


@pytest.mark.parametrize(
    ("statement", "seq", "fault"),
    [("update ailibrary_chainentry set stored = replace(stored, 'accept', 'reject')", 2, "content"),
     ("update ailibrary_chainentry set kind = 'drill' where seq = 2", 2, "copy"),
     ("update ailibrary_chainentry set at = '2020-01-01' where seq = 3", 3, "copy"),
     ("delete from ailibrary_chainentry where seq = 3", 3, "gap"),
     ("delete from ailibrary_chainentry where seq >= 4", 4, "end"),
     ("delete from ailibrary_chainentry", 1, "end"),
     ("delete from ailibrary_chainhead", 7, "head")],
)  # fmt: skip
def test_what_is_altered_in_the_base_is_found_and_located(queue, agent, statement, seq, fault):
    for _ in range(3):
        queue.done(queue.item(), agent)
    assert chain.verify(queue.authority).broken_seq is None
    behind(statement)
    head = chain.verify(queue.authority, whole=True)
    assert (head.broken_seq, head.fault) == (seq, fault)
    done = CliRunner().invoke(verify, ["--authority", "vitre"])
    assert done.exit_code == 1
    assert f"{seq}" in done.output
    assert "rompue" in done.output or "effacé" in done.output
    if fault == "head":
        queue.done(queue.item(), agent, after=90)  # work goes on, the fault stays said
        assert chain.verify(queue.authority, whole=True).fault == "head"


def test_the_check_goes_on_from_where_it_stopped_and_the_command_says_so(queue, agent, other):
    queue.done(queue.item(), agent)
    assert chain.verify(queue.authority).checked_seq == 2
    queue.done(queue.item(), agent, after=60)
    assert chain.verify(queue.authority).checked_seq == 4
    assert chain.verify(other).pk is None
    done = CliRunner().invoke(verify, [])
    assert (done.exit_code, done.output.count("entière")) == (0, 1)
    assert CliRunner().invoke(verify, ["--authority", "nowhere"]).exit_code == 1
    job = actions.start_check(queue.authority, None)
    assert job.kind == actions.VERIFY
    result = actions.verify_job(lambda *_a, **_k: None, authority=queue.authority.pk)
    assert result.url.endswith("/chaine/")


def test_a_clock_that_goes_backwards_never_changes_the_order_and_is_said(queue, agent):
    item = queue.item()
    queue.open(item, agent, 100)
    queue.decide(item, agent, after=50)
    first, second = ChainEntry.objects.of(queue.authority).order_by("seq")
    assert second.at == first.at
    assert said(queue)["clock"] == "back"
    assert said(queue)["seconds"] is None
    assert chain.verify(queue.authority, whole=True).broken_seq is None


def test_a_refused_act_leaves_no_hole_in_the_numbers(queue, agent):
    with transaction.atomic():
        chain.append(queue.authority, "decision", "x", {}, now=queue.now)
        transaction.set_rollback(True)
    queue.done(queue.item(), agent)
    assert list(ChainEntry.objects.of(queue.authority).order_by("seq").values_list("seq")) == [
        (1,), (2,)]  # fmt: skip
    assert ChainHead.objects.of(queue.authority).get().seq == 2


# Contestations, texts erased ----------------------------------------------------------------------


def contested(queue, item, **values):
    made = Contestation(authority=queue.authority, item=queue.stored(item))
    write(queue.authority, None, [(made, {"text": "Ce n’est pas la voirie", **values})])
    return Contestation.objects.of(queue.authority).select_related("item").get(pk=made.pk)


def test_a_contestation_has_a_deadline_and_is_answered_by_somebody_else(
    queue, agent, colleague, use
):
    item = queue.item()
    with pytest.raises(Exception, match="pas encore décidée"):
        contested(queue, item)
    queue.done(item, agent)
    day = timezone.localdate() - timedelta(days=40)
    found = contested(queue, item, received_on=day)
    assert (found.answer_by, found.is_late) == (day + timedelta(days=30), True)
    assert queue.stored(item).state == State.CONTESTED
    assert queries.late_contestations(queue.authority, timezone.localdate()) == 1
    with pytest.raises(AIError, match="contestée"):
        deciding.take_back(queue.authority, agent, item.pk, queue.at(50))
    with pytest.raises(AIError, match="autre personne"):
        actions.answer(found, agent, "dismissed", "Maintenu.", queue.at(60))
    with pytest.raises(AIError, match="déjà partie"):
        actions.answer(found, colleague, "upheld", "Revu.", queue.at(60),
                       right=queue.services["Voirie"])  # fmt: skip
    actions.answer(found, colleague, "upheld", "Revu.", queue.at(60),
                   right=queue.services["École"])  # fmt: skip
    assert queue.stored(item).decided_to == queue.services["École"]
    assert queue.stored(item).state == State.DECIDED
    assert (said(queue)["kind"], said(queue)["late"]) == ("answer", True)
    assert Review.objects.of(queue.authority).get().right is False
    with pytest.raises(AIError, match="déjà une réponse"):
        actions.answer(found, colleague, "dismissed", "Non.", queue.at(70))
    assert chain.verify(queue.authority, whole=True).broken_seq is None


def test_texts_are_erased_in_time_and_what_was_decided_stays(queue, agent, colleague):
    waiting, item, disputed = queue.item(), queue.item(), queue.item()
    queue.done(item, agent, reason="Vu avec le plan")
    queue.done(disputed, agent, after=60)
    complaint = contested(queue, disputed)
    digest = queue.stored(item).digest
    assert actions.erase_old(queue.authority, queue.now + timedelta(days=89)) == 0
    later = queue.now + timedelta(days=91)
    assert actions.erase_old(queue.authority, later) == 1
    again = queue.stored(item)
    assert (again.text, again.digest, again.suggestion["evidence"]) == (PURGED, digest, [])
    assert Review.objects.of(queue.authority).get(item=item).reason == ""
    assert queue.stored(disputed).text != PURGED  # an answer is still due
    assert queue.stored(waiting).text != PURGED
    assert (said(queue)["kind"], said(queue)["text"]) == ("purge", digest)
    with pytest.raises(Exception, match="effacé"):
        write(queue.authority, agent, [(again, {"text": "retour"})])
    actions.answer(complaint, colleague, "dismissed", "Maintenu.", later)
    with time_machine.travel(later + timedelta(days=1), tick=False):
        actions.daily(now=timezone.now())
    assert queue.stored(disputed).text == PURGED
    assert Contestation.objects.of(queue.authority).get().text == ""
    assert chain.verify(queue.authority, whole=True).broken_seq is None


# Drift --------------------------------------------------------------------------------------------

EVALUATION = {"winner": "m", "rule": "r", "results": [
    {"name": "m", "scores": {"accuracy": {"value": 0.9, "low": 0.85, "high": 0.95}}},
    {"name": "r", "scores": {"accuracy": {"value": 0.6, "low": 0.5, "high": 0.7}}}]}  # fmt: skip


def test_two_bad_weeks_hand_over_to_the_rule_and_a_new_evaluation_brings_the_model_back(
    queue, agent, chief, use
):
    rows = type(use).objects.of(queue.authority)
    store_computed(rows, evaluation=EVALUATION)
    monday = queue.now - timedelta(days=queue.now.weekday())
    for back in (4, 11):
        reviews(queue, 20, mode="blind", label="x", at=monday - timedelta(days=back))
    assert actions.watch(queue.authority, "orientation", queue.now) == ("accuracy",)
    found = rows.get()
    assert found.by_rule
    assert "dérive" in found.because.lower() or "drift" in found.because.lower()
    assert (said(queue)["kind"], said(queue)["model"]) == ("suspension", True)
    assert queue.open(queue.item(), agent).by == "rule"
    assert queries.card_accuracy(found) == 0.6
    assert actions.watch(queue.authority, "orientation", queue.now) == ()
    with pytest.raises(AIError, match="pas été évaluée"):
        actions.restore_model(found, chief, "On retente", queue.at(10))
    store_computed(rows, evaluation={**EVALUATION, "items": 200})
    actions.restore_model(rows.get(), chief, "Réévaluée", queue.at(20))
    assert not rows.get().by_rule


def test_the_living_card_counts_the_last_thirty_days(queue, agent):
    reviews(queue, 8)
    reviews(queue, 2, verdict="edit", label="x")
    reviews(queue, 6, mode="blind")
    reviews(queue, 6, mode="drill", right=False)
    reviews(queue, 3, at=queue.now - timedelta(days=40))
    deciding.suspend(queue.authority, "orientation", agent, "Essai", queue.now)
    found = queries.usage(queue.authority, timezone.localdate())
    assert (found.decisions, found.set_aside, found.blind_accuracy) == (16, 2, 1.0)
    assert (found.accepted_if_wrong, found.incidents) == (1.0, 1)
    assert found.last == timezone.localdate()
