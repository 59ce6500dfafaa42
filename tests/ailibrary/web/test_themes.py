"""Themes are suggested to rooms that read answers, and each choice of a person is an act."""

import json

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from factories.people import member_of
from jalons.ailibrary.recipes.themes.protocol import reference
from jalons.ailibrary.web.queue import chain
from jalons.ailibrary.web.queue.models import ChainEntry
from jalons.ailibrary.web.queue.pseudonyms import code_of
from jalons.ailibrary.web.recipes import demo, queries
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.usage import usage_of
from jalons.ailibrary.words.queue import entry
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.kernel import Urn
from jalons.kernel.contracts import CodedText, ThemeDecision, ThemeSuggestion, theme_suggester

pytestmark = pytest.mark.django_db
THEMES = {"bike": "Vélo : pistes cyclables, arceaux", "trees": "Arbres et ombre, végétaliser"}
TEXTS = ["Il manque une piste cyclable vers la gare", "Plantez des arbres dans la cour", "RAS"]


@pytest.fixture
def themes(authority):
    return RecipeUse.objects.create(authority=authority, key="themes")


def suggest(authority, **more):
    wanted = {"themes": THEMES, "coded": (), "texts": TEXTS, "lang": "fr", **more}
    return list(theme_suggester().suggest(authority.urn, **wanted))


def decision(number, suggested, chosen, *, seen=True):
    found = ThemeSuggestion(tuple(suggested), ("piste",) if suggested else (), "rule")
    return ThemeDecision(Urn("answer_part", f"p{number}"), found, tuple(chosen), seen)


def test_the_rule_answers_while_nothing_is_coded_and_says_the_words(authority, themes):
    bike, trees, nothing = suggest(authority)
    assert (bike.themes, bike.by) == (("bike",), "rule")
    assert set(bike.evidence) == {"piste", "cyclable"}
    assert trees.themes == ("trees",)
    assert nothing == ThemeSuggestion(())


def test_nothing_is_suggested_without_the_recipe_nor_while_it_is_suspended(authority):
    silent = [ThemeSuggestion(())] * 3
    assert suggest(authority) == silent
    use = RecipeUse.objects.create(authority=authority, key="themes", state="suspended")
    assert suggest(authority) == silent
    RecipeUse.objects.of(authority).filter(pk=use.pk).update(state="trial")
    assert suggest(authority) != silent
    assert suggest(authority, themes={}) == silent


def test_the_model_answers_once_it_beats_the_words_unless_the_rule_alone_may(authority, themes):
    found = reference()
    coded = [CodedText(each.text, each.themes) for each in found.answers[:300]]
    texts = [each.text for each in found.answers[300:340]]
    more = {"themes": found.themes, "coded": coded, "texts": texts}
    by = [each.by for each in suggest(authority, **more)]
    assert by.count("model") > 30
    RecipeUse.objects.of(authority).filter(pk=themes.pk).update(by_rule=True)
    assert "model" not in [each.by for each in suggest(authority, **more)]


def test_each_choice_is_an_act_without_text_nor_name_and_the_card_counts_it(
    authority, themes, client
):
    person = member_of(authority, "contributor", "lectrice@example.org")
    theme_suggester().record(authority.urn, person.pk, [
        decision(1, ["bike"], ["bike"]),
        decision(2, ["bike"], ["bike", "trees"]),
        decision(3, [], ["trees"]),
        *(decision(number, ["bike"], ["bike"], seen=False) for number in range(4, 9)),
        decision(9, ["bike"], ["trees"], seen=False),
    ])  # fmt: skip
    theme_suggester().record(authority.urn, person.pk, [decision(2, ["bike"], [])])
    acts = [json.loads(each.stored) for each in chain.entries(authority)][::-1]
    assert {act["by"] for act in acts} == {code_of(authority, person)}
    assert not any(word in each.stored for each in chain.entries(authority)
                   for word in ("piste", "lectrice"))  # fmt: skip
    assert [act["verdict"] for act in acts[:4]] == ["accept", "edit", "choice", "choice"]
    assert [act["kind"] for act in acts[2:4]] == ["decision", "blind"]
    assert chain.verify(authority, whole=True).broken_seq is None
    found = usage_of(authority, "themes", None)
    assert (found.decisions, found.set_aside, round(found.blind_accuracy, 2)) == (9, 1, 0.83)
    lines = [entry(act["kind"], act, "fr") for act in acts]
    assert lines[0] == "Thèmes d’une réponse\u202f: suggestion suivie."
    assert lines[3] == "Thèmes d’une réponse\u202f: choisis sans voir la suggestion."
    client.force_login(member_of(authority, "lead", "cheffe@example.org"))
    page = client.get(reverse("recipe_use", args=[authority.slug, themes.pk])).content.decode()
    assert "9 réponses lues ces trente derniers jours." in page
    assert "Suggestion non montrée" in page


def test_what_the_caller_takes_back_is_not_in_the_chain(authority, themes):
    with transaction.atomic():
        theme_suggester().record(authority.urn, 0, [decision(1, ["bike"], ["bike"])])
        transaction.set_rollback(True)
    assert not ChainEntry.objects.of(authority).exists()


def test_an_authority_without_the_recipe_has_no_act_of_it(authority):
    theme_suggester().record(authority.urn, 0, [decision(1, [], ["trees"])])
    assert not ChainEntry.objects.of(authority).exists()


def test_the_demonstration_tries_the_recipe(authority):
    people = {role: member_of(authority, role, f"{role}@demo.example.org")
              for role in (Role.CONTRIBUTOR, Role.LEAD)}  # fmt: skip
    today = timezone.localdate()
    demo.fill(Demonstration(authority, people, Story.at(today), timezone.now(), today, True))
    assert suggest(authority)[0].themes == ("bike",)
    assert queries.uses(authority).get(key="themes").evaluation["winner"] == "coded_stems"
