"""Texts of residents read, quoted and answered, by people who press keys and have no script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.people import client_of, member_of, signed_in
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import delete, undo, write
from jalons.foundation.tasks.worker import Worker
from jalons.kernel import JalonsError, Urn, contracts
from jalons.kernel.contracts import CodedText, ThemeDecision, ThemeSuggestion
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.reading.agreement import SAMPLE
from jalons.participation.web.consultations import moves
from jalons.participation.web.consultations.models import AnswerPart, Consultation, Question
from jalons.participation.web.reading import actions, demo, queries
from jalons.participation.web.reading.models import Coding, ResidentQuote, Theme, ThemeHint
from jalons.strategy.web.roadmap.models import Action

TEXTS = (
    "Le bus ne passe plus après 20 h, c’est dommage.", "Plus de bus le dimanche, merci !",
    "Des arbres dans la cour de l’école.", "La piste cyclable s’arrête net au pont.",
    "Rien à dire, tout va bien.", "Un bus plus tôt le matin et des arbres à l’arrêt.",
)  # fmt: skip
pytestmark = pytest.mark.django_db


def closed(authority: Authority, texts: Sequence[str] = TEXTS, **values: Any) -> Consultation:
    """A closed consultation: a choice, an age band, free texts."""
    known = {"title": "Se déplacer à Vitré", "purpose": "Vos trajets.", "state": "closed",
             "promise": "Un plan avant l’été.", "closes_on": date(2026, 10, 1),
             "receipts_erased_on": date(2026, 10, 2)}  # fmt: skip
    made = Consultation.objects.create(authority=authority, **(known | values))
    ask = {"authority": authority, "consultation": made}
    choice = Question.objects.create(**ask, order=1, title="Le bus ?", options="oui\nnon")
    age = Question.objects.create(**ask, order=2, title="Âge ?", options="18-39\n40 et plus",
                                  about_you=True)  # fmt: skip
    free = Question.objects.create(**ask, order=3, kind="text", title="Que changer ?")
    parts = [
        AnswerPart(authority=authority, consultation=made, channel="paper" if at % 3 else "online",
                   values={str(choice.pk): "12"[at % 4 == 0], str(age.pk): "12"[at % 2]})
        for at in range(40)
    ]  # fmt: skip
    parts += [
        AnswerPart(authority=authority, consultation=made, question=free, text=text, state="read")
        for text in texts
    ]
    AnswerPart.objects.create_all(parts)
    return made


def theme(found: Consultation, title: str, **values: Any) -> Theme:
    made = Theme(authority=found.authority)
    write(found.authority, None, [(made, {"consultation": found, "title": title, **values})])
    return made


def page(name: str, found: Consultation, *more: Any) -> str:
    return reverse(name, args=[found.authority.slug, found.pk, *more])


def text_of(found: Consultation, start: str) -> AnswerPart:
    return queries.texts(found).select_related("consultation").get(text__startswith=start)


class Suggester:
    """A rule: a word of the theme is in the text. It remembers what people decided."""

    def __init__(self) -> None:
        self.decisions: list[ThemeDecision] = []

    def suggest(
        self, _authority: Urn, themes: Mapping[str, str], _coded: Sequence[CodedText],
        texts: Sequence[str], _lang: str,
    ) -> list[ThemeSuggestion]:  # fmt: skip
        found = []
        for text in texts:
            words = set(re.findall(r"\w+", text.lower()))
            hits = {key: words & set(re.findall(r"\w{3,}", about.lower()))
                    for key, about in themes.items()}  # fmt: skip
            keys = tuple(key for key, hit in hits.items() if hit)
            evidence = tuple(sorted(word for hit in hits.values() for word in hit))
            found.append(ThemeSuggestion(keys, evidence, "rule"))
        return found

    def record(self, _authority: Urn, _user: int, decisions: Sequence[ThemeDecision]) -> None:
        self.decisions += decisions


@pytest.fixture
def suggester() -> Any:
    """The rule of the test, plugged where the AI library would be."""
    port = contracts.theme_suggester
    before, rule = port._plugged, Suggester()
    port.connect(rule)
    yield rule
    port._plugged = before


def test_a_contributor_reads_one_text_after_the_other(
    authority: Authority, contributor: Client
) -> None:
    found = closed(authority)
    added = {"title": "Les bus", "words": "bus, car"}
    assert contributor.post(page("reading_theme_add", found), added).status_code == 302
    twice = contributor.post(page("reading_theme_add", found), added)
    assert "a déjà ce thème" in twice.text
    buses, trees = Theme.objects.of(authority).get(), theme(found, "Les arbres")
    url = page("reading_text", found)
    shown = contributor.get(url)
    assert "6 textes restants" in shown.text.replace("\u00a0", " ")
    first = shown.context["part"]
    refused = contributor.post(url, {"texte": first.pk})
    assert refused.status_code == 422
    assert "Cochez un thème au moins" in refused.text
    done = contributor.post(url, {"texte": first.pk, "theme": [buses.pk, trees.pk]}, follow=True)
    assert done.context["part"] != first
    assert f"?texte={first.pk}" in done.text
    assert queries.theme_counts(found) == {"": 0, str(buses.pk): 1, str(trees.pk): 1}
    contributor.post(url, {"texte": first.pk, "theme": buses.pk})
    assert queries.theme_counts(found)[str(trees.pk)] == 0
    for _ in range(5):
        part = contributor.get(url).context["part"]
        contributor.post(url, {"texte": part.pk, "act": "none"})
    end = contributor.get(url, follow=True)
    assert "Tous les textes sont lus" in end.text
    assert queries.theme_counts(found)[""] == 5
    code = Coding.objects.of(authority).values_list("by", flat=True).distinct().get()
    assert re.fullmatch("[0-9a-f]{16}", code)


def test_two_people_never_undo_each_other(authority: Authority) -> None:
    found, one = closed(authority), member_of(authority, "contributor")
    other = member_of(authority, "contributor", "autre@example.org")
    buses, trees = theme(found, "Les bus"), theme(found, "Les arbres")
    part = text_of(found, "Le bus")
    actions.code(part, one, [buses])
    with pytest.raises(ParticipationError) as error:
        actions.code(part, other, [trees])
    assert error.value.code == "reading_other"
    assert queries.theme_counts(found)[str(buses.pk)] == 1
    shown = signed_in(other).post(page("reading_text", found),
                                  {"texte": part.pk, "theme": trees.pk})  # fmt: skip
    assert shown.status_code == 422
    assert shown.context["choices"][0][:2] == (trees, True)  # what was ticked stays
    actions.code(part, other, [trees], may_correct=True)
    assert queries.theme_counts(found)[str(trees.pk)] == 1


@pytest.mark.django_db(transaction=True)
def test_people_who_read_one_text_at_the_same_moment_do_not_mix_their_choices(
    authority: Authority,
) -> None:
    found = closed(authority)
    names = [theme(found, f"Thème {at}") for at in range(6)]
    readers = [member_of(authority, "contributor", f"{at}@example.org") for at in range(6)]
    part, start = text_of(found, "Le bus"), Barrier(6)

    def read(at: int) -> str:
        start.wait()
        try:
            actions.code(part, readers[at], [names[at]])
        except ParticipationError as error:
            return error.code
        finally:
            connection.close()
        return "stored"

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(read, range(6)))
    assert outcomes == ["reading_other"] * 5 + ["stored"]
    assert queries.chosen(part).count() == 1


def test_texts_are_read_once_nothing_joins_the_parts_of_an_answer(
    authority: Authority, contributor: Client
) -> None:
    found = closed(authority, title="Ouverte", state="open", receipts_erased_on=None)
    part = AnswerPart.objects.of(authority).filter(question__isnull=False).first()
    assert part is not None
    with pytest.raises(ParticipationError) as error:
        actions.code(part, None, [])
    assert error.value.code == "reading_closed"
    assert "une fois la consultation close" in contributor.get(page("reading_themes", found)).text
    assert contributor.get(page("reading_text", found)).status_code == 404
    assert "Aucune consultation" in contributor.get(
        reverse("reading_home", args=[authority.slug])).text  # fmt: skip


def test_several_texts_take_a_theme_in_one_gesture(authority: Authority) -> None:
    found, one = closed(authority), member_of(authority, "contributor")
    other = client_of(authority, "contributor", "autre@example.org")
    buses, trees = theme(found, "Les bus"), theme(found, "Les arbres")
    actions.code(text_of(found, "Un bus"), one, [trees])
    browser, url = signed_in(one), page("reading_texts", found)
    assert browser.get(url, {"q": "bus"}).context["page"].paginator.count == 3
    ticked = [each.pk for each in queries.texts(found).filter(text__icontains="bus")]
    missing = browser.post(f"{url}?q=bus", {"texte": ticked})
    assert missing.status_code == 422
    assert missing.text.count(" checked") == 3  # the ticks stay
    elsewhere = other.post(url, {"texte": ticked, "theme": buses.pk}, follow=True)
    assert "2 textes ont ces thèmes" in elsewhere.text.replace("\u00a0", " ")
    assert "a été lu par une autre personne" in elsewhere.text
    browser.post(url, {"texte": [text_of(found, "Un bus").pk, "rien"], "theme": buses.pk})
    both = queries.chosen(text_of(found, "Un bus"))
    assert {each.theme for each in both} == {buses, trees}
    assert browser.get(url, {"theme": str(buses.pk)}).context["page"].paginator.count == 3
    assert browser.get(url, {"theme": "a-lire"}).context["page"].paginator.count == 3
    assert browser.get(url, {"theme": "rien"}).context["page"].paginator.count == 0


def test_a_second_person_reads_one_text_in_ten_without_the_first_choice(
    authority: Authority,
) -> None:
    found = closed(authority, [f"Texte {at}" for at in range(400)])
    one, other = (member_of(authority, "contributor", f"{at}@example.org") for at in "ab")
    buses = theme(found, "Les bus")
    sample = list(queries.texts(found).select_related("consultation").filter(pk__lt=SAMPLE))
    assert 15 <= len(sample) <= 70
    for part in sample:
        actions.code(part, one, [buses] if part.text[-1] in "02468" else [])
    assert not queries.to_check(found, queries.reader_code(found, one)).exists()
    with pytest.raises(ParticipationError):
        actions.code(sample[0], one, [buses], second=True)
    browser = signed_in(other)
    shown = browser.get(page("reading_second", found))
    assert not any(ticked for _theme, ticked, _hint in shown.context["choices"])
    browser.post(page("reading_second", found),
                 {"texte": shown.context["part"].pk, "theme": buses.pk})  # fmt: skip
    for part in queries.to_check(found, queries.reader_code(found, other)):
        part.consultation = found
        actions.code(part, other, [buses] if part.text[-1] in "02468" else [], second=True)
    agreed, left = queries.agreed(found, queries.reader_code(found, other))
    assert left == 0
    assert agreed.texts == len(sample)
    assert agreed.same >= (len(sample) - 1) / len(sample)
    assert queries.theme_counts(found)[str(buses.pk)] <= len(sample)  # the second never counts


def test_what_is_suggested_is_confirmed_by_a_person_and_recorded(
    authority: Authority, suggester: Suggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, user = closed(authority), member_of(authority, "contributor")
    buses, trees = theme(found, "Les bus", words="bus, car"), theme(found, "arbres")
    browser, url = signed_in(user), page("reading_text", found)
    monkeypatch.setattr(actions.secrets, "randbelow", lambda _most: 1)
    browser.post(page("reading_suggest", found))
    Worker().run_pending()
    assert ThemeHint.objects.of(authority).count() == len(TEXTS)
    assert "4 textes ont des thèmes proposés" in browser.get(
        page("reading_themes", found)).text.replace("\u00a0", " ")  # fmt: skip
    part = text_of(found, "Un bus")
    shown = browser.get(url, {"texte": part.pk})
    assert "Confirmer ce qui est proposé" in shown.text
    assert "arbres, bus" in shown.text
    assert not any(ticked for _theme, ticked, _hint in shown.context["choices"])
    browser.post(url, {"texte": part.pk, "theme": [buses.pk, trees.pk]})
    browser.post(url, {"texte": part.pk, "theme": [buses.pk]})  # changed later: not judged twice
    (decision,) = suggester.decisions
    assert set(decision.chosen) == {str(buses.pk), str(trees.pk)} == {*decision.suggestion.themes}
    assert decision.seen
    ThemeHint.objects.of(authority).filter(decided=False).update(hidden=True)
    blind = text_of(found, "Le bus")
    hidden = browser.get(url, {"texte": blind.pk})
    assert "Confirmer" not in hidden.text
    assert "est cachée" in hidden.text
    revealed = browser.post(url, {"texte": blind.pk, "act": "none"}, follow=True)
    assert "La suggestion cachée était" in revealed.text
    ThemeHint.objects.of(authority).update(hidden=False)
    listed = {"texte": text_of(found, "Plus de").pk, "theme": buses.pk}
    browser.post(page("reading_texts", found), listed)  # a list shows no suggestion
    assert (suggester.decisions[-1].seen, suggester.decisions[-1].chosen) == (
        False,
        (str(buses.pk),),
    )
    suggester.decisions.pop()
    assert (suggester.decisions[-1].seen, suggester.decisions[-1].chosen) == (False, ())


def test_pages_work_without_any_suggestion(authority: Authority, suggester: Suggester) -> None:
    found, browser = closed(authority), client_of(authority, "contributor")
    assert "Créez d’abord un thème" in browser.post(
        page("reading_suggest", found), follow=True).text  # fmt: skip
    buses = theme(found, "Vélos électriques")
    assert actions.suggest(found) == 0
    assert not ThemeHint.objects.of(authority).exists()  # nothing is sure: nothing to judge
    contracts.theme_suggester._plugged = None
    assert actions.suggest(found) == 0
    actions.code(text_of(found, "Le bus"), None, [buses])
    with pytest.raises(JalonsError):
        contracts.theme_suggester()


def test_a_quote_comes_from_a_text_a_moderator_read(
    authority: Authority, contributor: Client
) -> None:
    found = closed(authority)
    buses, part = theme(found, "Les bus"), text_of(found, "Le bus")
    actions.code(part, None, [buses])
    url = page("reading_quote", found, part.pk)
    bad = contributor.post(url, {"theme": buses.pk, "text": "Le bus passe trop tard."})
    assert bad.status_code == 422
    assert "on peut seulement en remplacer par […]" in bad.text
    good = contributor.post(url, {"theme": buses.pk, "text": "Le bus ne passe plus (...)"})
    assert good.status_code == 302
    assert contributor.get(good["Location"]).text.count("Le bus ne passe plus […]") >= 1
    quote = ResidentQuote.objects.of(authority).get()
    changed = reverse("reading_theme_citations", args=[authority.slug, buses.pk, quote.pk])
    assert contributor.post(changed, {"text": "Le bus passe"}).status_code == 422
    for values in ({"state": "waiting"}, {"flags": ["Mme Roy"]}, {"state": "hidden"}):
        AnswerPart.objects.of(authority).filter(pk=part.pk).update(**values)
        assert (
            queries.results(found).themes[:1] == () or not queries.results(found).themes[0].quotes
        )
        stale = AnswerPart.objects.of(authority).get(pk=part.pk)
        with pytest.raises(ValidationError, match="nomme peut-être quelqu’un"):
            actions.quote(stale, None, buses, "Le bus ne passe plus […]")
        AnswerPart.objects.of(authority).filter(pk=part.pk).update(state="read", flags=[])
    AnswerPart.objects.of(authority).filter(pk=part.pk).update(flags=["Mme Roy"])
    assert "ne peut pas encore être cité" in contributor.get(url).text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"answer_state": "done"}, "Dites aux habitants"),
        ({"answer": "Fait."}, "Dites où en est"),
        ({"answer_state": "not_taken", "answer": "Non."}, "Dites pourquoi"),
        ({"answer_state": "later", "answer": "En mai."}, "Donnez le jour"),
        ({"answer_state": "done", "answer": "Oui.", "answer_on": "2099-01-01"}, "pas encore venu"),
        ({"title": "Mme Jeanne Martin"}, "ressemble au nom"),
    ],
)
def test_an_answer_to_residents_says_its_state_its_day_or_why(
    authority: Authority, values: dict[str, Any], words: str
) -> None:
    found = closed(authority, ())
    with pytest.raises(ValidationError, match=words):
        theme(found, **({"title": "Les bus"} | values))


def test_a_late_promise_is_said_inside_and_on_the_hub(
    authority: Authority, contributor: Client
) -> None:
    found = closed(authority, [f"Plus de bus {at}" for at in range(7)])
    buses, yesterday = theme(found, "Les bus"), timezone.localdate() - timedelta(days=1)
    for part in queries.texts(found).select_related("consultation"):
        actions.code(part, None, [buses])
    assert moves.conditions["reading"](found).endswith("Les bus.")
    action = Action(authority=authority)
    write(authority, None, [(action, {"title": "Plan de transport"})])
    form = reverse("reading_theme_edit", args=[authority.slug, buses.pk])
    sent = {"consultation": found.pk, "title": "Les bus", "answer_state": "in_progress",
            "answer": "Un bus de plus.", "answer_on": yesterday.isoformat(),
            "action": str(action.urn)}  # fmt: skip
    answered = contributor.post(form, sent)
    assert answered.status_code == 302, answered.context["form"].errors
    assert moves.conditions["reading"](found) == ""
    assert "1 réponse promise" in queries.figure(authority).replace("\u00a0", " ")
    record = contributor.get(reverse("reading_theme", args=[authority.slug, buses.pk]))
    assert "Vous l’aviez promis" in record.text
    assert "Plan de transport" in record.text
    assert "en retard" in contributor.get(page("reading_results", found)).text
    assert "en retard" in contributor.get(page("reading_themes", found)).text
    (shown,) = queries.results(found).themes
    assert shown.answer is not None
    assert (shown.texts, shown.answer.late, shown.answer.action) == (7, True, "Plan de transport")
    moved = Theme.objects.of(authority).get(), {"consultation": closed(authority, title="Autre")}
    with pytest.raises(ParticipationError, match="reste dans sa consultation"):
        write(authority, None, [moved])


def test_a_theme_in_the_trash_counts_no_more_and_comes_back(authority: Authority) -> None:
    found = closed(authority, [f"Plus de bus {at}" for at in range(7)])
    buses = theme(found, "Les bus")
    for part in queries.texts(found).select_related("consultation"):
        actions.code(part, None, [buses])
    batch = delete(authority, None, [Theme.objects.of(authority).get()])
    assert batch is not None
    assert queries.results(found).themes == ()
    assert (
        "Les bus" not in client_of(authority, "contributor").get(page("reading_texts", found)).text
    )
    undo(authority, None, batch)
    assert queries.results(found).themes[0].texts == 7


def test_the_demonstration_has_a_consultation_being_read_and_one_answered(
    authority: Authority,
) -> None:
    for title, kind in (("Réaménager la place du marché", "closed"),
                        ("Éteindre l’éclairage la nuit", "answered")):  # fmt: skip
        closed(authority, ["Plus d’arbres et des bancs", "J’ai peur de rentrer de la gare",
                           "Je dors mieux, merci", "Les abris de bus sont noirs"] * 5,
               title=title, state=kind)  # fmt: skip
    people = {role: member_of(authority, role, f"{role}@demo.example.org") for role in Role}
    today = timezone.localdate()
    demo.fill(Demonstration(authority, people, Story.at(today), timezone.now(), today, True))
    first, second = (queries.progress(each) for each in
                     queries.consultations(authority).order_by("title"))  # fmt: skip
    assert (second.read, second.left, second.late) == (20, 0, 1)
    assert first.left == 6
    assert ResidentQuote.objects.of(authority).count() >= 4
    assert queries.lacking(second.consultation) == ""


def shown_to_all(found: Consultation) -> None:
    owner = found.authority
    PublicPage.objects.of(owner).get_or_create(authority=owner, defaults={"is_open": True})
    Published.objects.of(owner).get_or_create(authority=owner, urn=str(found.urn))


def test_results_are_public_once_a_person_chose_to_show_them(
    authority: Authority, reader: Client, client: Client
) -> None:
    found = closed(authority, [*TEXTS, *(f"Bus du soir {at}" for at in range(8))])
    buses, trees = theme(found, "Les bus"), theme(found, "Les arbres")
    for part in queries.texts(found).select_related("consultation"):
        actions.code(part, None, [buses] if "us" in part.text else [trees])
    part = text_of(found, "Le bus")
    actions.quote(part, None, buses, "Le bus ne passe plus après 20 h […]")
    inside = reader.get(page("reading_results", found))
    assert "ne représentent pas toute la population" in inside.text
    assert "masqué" in inside.text  # three texts about trees
    assert "<svg" in inside.text
    assert "seuls les membres" in inside.text.lower()
    url = reverse("public_results", args=[authority.slug, found.pk])
    assert client.get(url).status_code == 404
    shown_to_all(found)
    page_for_all = client.get(url)
    assert page_for_all.status_code == 200
    assert "Le bus ne passe plus après 20 h […]" in page_for_all.text
    assert "Plus de bus le dimanche" not in page_for_all.text  # a text, never a quote
    assert not page_for_all.cookies
    data = client.get(reverse("public_data", args=[authority.slug, "consultations.json"]))
    (known,) = data.json()["consultations"]
    counts = {each["title"]: each["texts"] for each in known["themes"]}
    assert counts == {"Les bus": None, "Les arbres": None}
    assert known["tallies"]["answers"] == 40
    whole = reverse("public_data", args=[authority.slug, "consultations.csv"])
    assert "Se déplacer à Vitré,quote,Les bus,Le bus ne passe plus" in client.get(whole).text
    assert (
        client.get(reverse("public_part", args=[authority.slug, "consultations"])).status_code
        == 200
    )
    answered = {"answer_state": "done", "answer": "Un bus de plus.", "answer_on": "2026-11-01"}
    write(authority, None, [(buses, answered)])
    feed = client.get(reverse("public_data", args=[authority.slug, "actus.atom"]))
    assert "Se déplacer à Vitré — Les bus" in feed.text
    PublicPage.objects.of(authority).update(is_open=False)
    assert client.get(url).status_code == 404


def test_counts_are_those_of_the_closing_and_two_questions_cross_inside_only(
    authority: Authority, reader: Client
) -> None:
    found = closed(authority)
    actions.daily(now=timezone.now())
    before = queries.tallies(found)
    parts = AnswerPart.objects.of(authority).filter(question=None)
    parts.filter(pk__in=list(parts.values_list("pk", flat=True)[:10])).delete()
    actions.freeze(found)
    assert queries.tallies(found) == before
    assert before.answers == 40
    choice, age = Question.objects.of(authority).exclude(kind="text").order_by("order")
    url = page("reading_results", found)
    crossed = reader.get(url, {"croiser": choice.pk, "avec": age.pk})
    assert crossed.context["crossing"] is not None or crossed.context["refused"]
    same = reader.get(url, {"croiser": choice.pk, "avec": choice.pk})
    assert "deux questions différentes" in same.text
    assert reader.get(url, {"croiser": "rien", "avec": age.pk}).status_code == 404


def test_a_reader_of_the_space_sees_results_and_no_text(authority: Authority) -> None:
    found, reader = closed(authority), client_of(authority, "reader")
    theme(found, "Les bus")
    assert "Ajouter un thème" not in reader.get(page("reading_themes", found)).text
    assert reader.post(page("reading_theme_add", found), {"title": "X"}).status_code == 403
    for name in ("reading_text", "reading_texts"):
        assert reader.get(page(name, found)).status_code == 403
    answer = reader.get(f"/api/v1/authorities/{authority.slug}/consultation-results/{found.pk}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["tallies"]["answers"] == 40
    assert TEXTS[0] not in answer.text
    listed = reader.get(f"/api/v1/authorities/{authority.slug}/consultation-themes")
    assert [each["title"] for each in listed.json()["items"]] == ["Les bus"]
