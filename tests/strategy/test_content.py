"""What the shipped referential asks can be read, answered and acted upon, in both languages."""

import re
from collections import Counter

import pytest

from jalons.strategy.engine.catalogue import Words
from jalons.strategy.engine.diagnosis.referential import Facts
from jalons.strategy.engine.diagnosis.scoring import Answer, diagnose
from jalons.strategy.store import catalogue, referential

WORDS_AT_MOST = 25
FAMILIAR = re.compile(r"\b(tu|ton|ta|tes|toi)\b", re.IGNORECASE)
LOOSE = re.compile(r" [?!:;»%€]|[^\s\u202f][?!»]|« ")
SENTENCE_END = re.compile(r"[.?!»](?=\s|$)")

SHIPPED = referential()
QUESTIONS = list(SHIPPED.questions())
PATHS = SHIPPED.commitments


def words_of_questions():
    for question in QUESTIONS:
        yield question.id, question.text
        yield question.id, question.help
        for rule in question.rules:
            yield question.id, rule.because


def words_of_paths():
    for path in PATHS:
        for milestone in path.milestones:
            yield milestone.id, milestone.title
            yield milestone.id, milestone.reached_when


def words_of_actions():
    for action in SHIPPED.actions:
        yield action.id, action.title
        yield action.id, action.summary
        yield action.id, action.reach_why
        for step in action.steps:
            yield action.id, step
        if action.legal_basis:
            yield action.id, action.legal_basis.text
        for example in action.examples:
            yield action.id, example.text


EVERY_TEXT = [*words_of_questions(), *words_of_paths(), *words_of_actions()]


def doubles(texts):
    return [text for text, times in Counter(texts).items() if times > 1]


def test_the_nine_commitments_have_each_three_or_four_milestones_and_questions():
    assert [path.number for path in PATHS] == list(range(1, 10))
    for path in PATHS:
        assert 3 <= len(path.milestones) <= 4, path.number
        assert 3 <= len(path.questions) <= 4, path.number
        assert all(milestone.questions for milestone in path.milestones), path.number


def test_it_holds_about_thirty_questions_sixty_details_and_sixty_actions():
    levels = Counter(question.level for question in QUESTIONS)
    assert 27 <= levels[1] <= 36
    assert 50 <= levels[2] <= 75
    assert 50 <= len(SHIPPED.actions) <= 70


def test_every_question_of_level_1_has_an_action_that_answers_it():
    answered = {each for action in SHIPPED.actions for each in action.answers}
    asked = {question.id for question in QUESTIONS if question.level == 1}
    assert asked - answered == set()


def test_an_action_answers_questions_of_its_own_commitment_others_only_where_it_took_actions_over():
    for action in SHIPPED.actions:
        number = action.id.split("-")[0]
        assert action.answers, action.id
        assert action.answers[0].split(".")[0] == number, action.id
        others = {each.split(".")[0] for each in action.answers} - {number}
        assert others == set() or action.replaces, action.id
        assert action.commitments == (int(number), *sorted(int(each) for each in others))
        assert action.milestone.split(".")[0] == number, action.id


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_question_ends_with_a_question_mark_and_takes_half_a_minute(lang):
    for question in QUESTIONS:
        text = question.text.to(lang)
        assert text.endswith("?"), question.id
        assert len(text.rstrip(" ?").split()) <= WORDS_AT_MOST, (question.id, text)


def test_help_says_what_done_means():
    for question in QUESTIONS:
        assert "Fait\u202f:" in question.help.fr, question.id
        assert "Done:" in question.help.en, question.id


def test_no_text_is_empty_or_left_untranslated():
    for name, text in EVERY_TEXT:
        assert isinstance(text, Words)
        assert text.fr.strip(), name
        assert text.en.strip(), name
        assert text.fr != text.en, (name, text.fr)


def test_readers_are_never_addressed_as_familiars():
    found = [(name, text.fr) for name, text in EVERY_TEXT if FAMILIAR.search(text.fr)]
    assert found == []


def test_french_uses_its_own_apostrophes_and_quotes():
    found = [(name, text.fr) for name, text in EVERY_TEXT if "'" in text.fr or '"' in text.fr]
    assert found == []


def test_french_keeps_its_high_punctuation_on_the_line_of_its_word():
    found = [(name, text.fr) for name, text in EVERY_TEXT if LOOSE.search(text.fr)]
    assert found == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_two_questions_and_no_two_titles_are_alike(lang):
    assert doubles(question.text.to(lang) for question in QUESTIONS) == []
    assert doubles(action.title.to(lang) for action in SHIPPED.actions) == []
    milestones = [each.title.to(lang) for path in PATHS for each in path.milestones]
    assert doubles(milestones) == []


def test_an_action_has_a_summary_of_two_sentences_and_three_to_six_steps():
    for action in SHIPPED.actions:
        assert len(SENTENCE_END.findall(action.summary.fr)) == 2, (action.id, action.summary.fr)
        assert 3 <= len(action.steps) <= 6, action.id


def test_every_example_names_who_published_it():
    for action in SHIPPED.actions:
        for example in action.examples:
            assert example.source.title, action.id
            assert example.source.publisher, action.id
            if example.verified:
                assert example.source.verified, (action.id, example.source.title)


def test_a_number_of_a_framework_is_verified_only_where_the_framework_was_read():
    assert {each.framework for _id, each in numbers()} == {"decree", "rgesn", "u4ssc"}
    for name, each in numbers():
        assert SHIPPED.sources[each.framework].verified or not each.verified, (name, each.number)
    unsure = {each.number for _id, each in numbers() if not each.verified}
    assert unsure == {"D2311-15-1, 6°", "D2311-15"}  # the article was read up to the start of 6°


def test_a_framework_has_numbers_or_a_reason_not_to():
    with_numbers = {each.framework for _id, each in numbers()}
    for framework in SHIPPED.frameworks:
        assert (framework in with_numbers) != (framework in SHIPPED.absent), framework


def numbers():
    return [(each.id, number) for each in SHIPPED.questions() for number in each.crosswalks]


def test_our_own_judgement_of_an_action_is_not_shown_as_checked():
    assert [action.id for action in SHIPPED.actions if action.verified] == []


def test_every_measure_beside_a_question_belongs_to_its_commitment():
    for question in QUESTIONS:
        if question.measured:
            indicator = catalogue().indicators[question.measured.indicator]
            assert question.id.startswith(f"{indicator.commitment}."), question.id


def test_what_the_law_asks_of_large_authorities_only_weighs_less_on_small_ones():
    village = Facts(kind="commune", population=900, staff=8, competences=frozenset())
    city = Facts(kind="commune", population=80_000, staff=900, competences=frozenset())
    small, large = (diagnose(SHIPPED, {}, facts) for facts in (village, city))
    weight = {
        name: {each.question.id: each.points for each in found.commitment(8).questions}
        for name, found in (("small", small), ("large", large))
    }
    alone = {each.question.id: each for each in small.questions()}
    assert [rule.factor for rule in alone["8.2.1"].fired] == [0.25]
    assert {each.question.id: each.fired for each in large.questions()}["8.2.1"] == ()
    assert sum(weight["small"].values()) == pytest.approx(sum(weight["large"].values()))


def test_a_village_and_a_region_can_reach_every_milestone_that_concerns_them():
    for facts in (
        Facts(kind="commune", population=300, staff=3, competences=frozenset(), overseas=False),
        Facts(kind="region", population=5_000_000, staff=9_000, competences=frozenset()),
    ):
        every = {question.id: Answer.DONE for question in QUESTIONS}
        assert diagnose(SHIPPED, every, facts).shares.done == pytest.approx(1)
