"""What the statutory documents say of an authority that did a lot, and of one that did nothing."""

import re
from dataclasses import replace
from datetime import date

import page
import pytest

from foundation.documents.sample_tree import pages_of
from jalons.foundation.documents import codec, html
from jalons.foundation.documents.formats import written
from jalons.foundation.documents.tree import (
    BulletList,
    Figure,
    Note,
    Paragraph,
    Picture,
    Reference,
    Section,
    Table,
    WordBox,
    plain,
)
from jalons.kernel import Quality
from jalons.strategy.documents import write, year_facts
from jalons.strategy.documents.prose import blocks_of, texts_of
from jalons.strategy.engine.indicators.trajectory import Point
from jalons.strategy.engine.statutory.decree import DocumentKind, Origin, coverage
from jalons.strategy.engine.statutory.yearly import Measure
from jalons.strategy.store import decree
from strategy.documents import golden
from strategy.documents.sample_material import (
    ACTIONS,
    ACTORS,
    LAST,
    OBSERVATIONS,
    aim,
    empty,
    full,
    observation,
)

KINDS = list(DocumentKind)
AUTHORITIES = golden.AUTHORITIES
WORDS_PER_SENTENCE = 20
PDF_UA = 'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}'


def blocks(tree, kind):
    def walk(found):
        for block in found:
            if isinstance(block, kind):
                yield block
            if isinstance(block, Section):
                yield from walk(block.blocks)

    return list(walk(tree.blocks))


def words(kind, material, lang="fr"):
    tree = write(kind, material, lang).tree
    return golden.spaced(" ".join(text for block in tree.blocks for text in texts_of(block)))


def ticked(kind, material):
    return {t.item.id for t in write(kind, material, "fr").ticks if t.answered}


@pytest.mark.parametrize("name", AUTHORITIES)
def test_the_words_of_every_document_are_those_that_were_read_over(name):
    kept = (golden.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert golden.told(AUTHORITIES[name]()) == kept


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", AUTHORITIES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_document_passes_pdf_ua(kind, name, lang):
    content = written(write(kind, AUTHORITIES[name](), lang).tree, "pdf")
    report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    assert {(failure.rule_id, failure.message) for failure in report.failures} == set()


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_libreoffice_opens_every_document_and_makes_pdf_ua_of_it(office, form):
    files = {
        f"{kind.value}-{name}.{form}": written(write(kind, make(), "fr").tree, form)
        for kind in KINDS
        for name, make in AUTHORITIES.items()
    }
    for name, content in office(files, PDF_UA).items():
        report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
        failures = {(failure.rule_id, failure.message) for failure in report.failures}
        assert (name, failures) == (name, set())
        assert b"/Lang(fr-FR)" in content
        least = 1 if name.startswith("deliberation-empty") else 3  # a refusal is one part
        assert len(re.findall(rb"/S/H\d\b", content)) >= least


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", AUTHORITIES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_we_write_is_read_in_short_sentences(kind, name, lang):
    tree = write(kind, AUTHORITIES[name](texts={}), lang).tree
    told = [plain(each.text) for each in (*blocks(tree, Paragraph), *blocks(tree, Note))]
    told += [plain(item) for each in blocks(tree, BulletList) for item in each.items]
    told += [plain(meaning) for each in blocks(tree, WordBox) for _word, meaning in each.words]
    sentences = [s for text in told for s in re.split(r"(?<=[.!?:;])\s+", text) if s.strip(" .:;")]
    lengths = [len(re.findall(r"\w+(?:[’'-]\w+)*", sentence)) for sentence in sentences]
    assert sum(lengths) / len(lengths) <= WORDS_PER_SENTENCE
    assert max(lengths) <= 45


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_frozen_and_read_again_is_the_same_in_html(kind):
    tree = write(kind, full(), "fr").tree
    again = codec.from_json(codec.to_json(tree))
    assert again == tree
    assert html.page(again) == html.page(tree)


def test_an_assumption_and_a_projection_are_never_counted_as_measured():
    followed = full(followed=frozenset(
        {"footprint.life_laptop", "footprint.scenario_gain", "footprint.quality"}
    ))  # fmt: skip
    review = words(DocumentKind.REVIEW, followed)
    assert "4 indicateurs sont mesurés." in review
    assert "Hypothèses et projections" not in words(DocumentKind.REVIEW, full())
    assert "Hypothèses et projections, qui ne sont pas des mesures" in review
    for kind in (DocumentKind.PROGRAMME, DocumentKind.REVIEW):
        tree = write(kind, followed, "fr").tree
        rows = {
            plain(row[0]): plain(row[2])
            for each in blocks(tree, Table)
            for row in each.rows
            if len(row) == 5
        }
        assert rows["Durée de vie attendue des ordinateurs portables"] == "hypothèse"
        assert rows["Gain d’un scénario gardé, par an"] == "projection"
        assert rows["Qualité des données de l’empreinte"] == "estimé"
    alone = full(observations=OBSERVATIONS[-2:], last=None, aims=())
    assert "programme.impact" not in ticked(DocumentKind.PROGRAMME, alone)
    assert "0 indicateur est mesuré." in words(DocumentKind.REVIEW, alone)


def test_a_baseline_that_was_measured_is_as_precise_as_its_measure():
    course = replace(aim().course, baseline=Point(date(2025, 12, 31), 167))
    measured = observation("footprint.total", 110, 166.9, 280, 2025)
    for value, told in ((167, "170 t CO₂e"), (150, "150 t CO₂e")):
        course = replace(course, baseline=Point(date(2025, 12, 31), value))
        material = full(
            aims=(replace(aim(), course=course),), observations=(measured, OBSERVATIONS[2])
        )
        tables = blocks(write(DocumentKind.STRATEGY, material, "fr").tree, Table)
        row = next(row for each in tables for row in each.rows if "par an" in plain(row[0]))
        assert golden.spaced(plain(row[1])) == f"{told} (31 décembre 2025)"
        act = words(DocumentKind.DELIBERATION, material)
        assert f"de {told} à" in act


def test_an_assumption_that_stays_the_same_is_no_change_of_the_year():
    held = Measure(4, 5, 6.5, "2025-12-31", "jalons-footprint/1", '[["fleet"], ["networks"]]')
    facts = replace(LAST.facts, measures=LAST.facts.measures | {"footprint.life_laptop": held})
    tree = write(DocumentKind.REVIEW, full(last=replace(LAST, facts=facts)), "fr").tree
    changes = next(each for each in blocks(tree, Table) if "année" in each.caption)
    assert not any("Durée de vie" in plain(row[0]) for row in changes.rows)


def test_a_sheet_says_that_a_value_is_an_assumption():
    sheet = replace(ACTIONS[0], indicators=("footprint.life_laptop",))
    sheets = words(DocumentKind.ACTIONS, full(actions=(sheet,)))
    assert "5 ans (hypothèse, 2026)" in sheets


@pytest.mark.parametrize(
    ("quality", "told"),
    [
        (Quality(0.0, 0.0592, 0.9408), "94 % de l’empreinte calculée repose sur des valeurs par"),
        (Quality(0.0, 0.0, 1.0), "100 % de l’empreinte calculée repose sur des valeurs par défaut"),
        (Quality(0.001, 0.0, 0.999), "> 99 % de l’empreinte calculée repose sur des valeurs par"),
        (Quality(0.6, 0.2, 0.2), "par défaut, le reste sur des données de la collectivité"),
        (Quality(1.0, 0.0, 0.0), "Aucune part de l’empreinte calculée ne repose sur des valeurs"),
        (None, ""),
    ],
)
def test_the_review_says_in_front_what_the_footprint_rests_on(quality, told):
    measured = replace(OBSERVATIONS[5], quality=quality)
    material = full(observations=(*OBSERVATIONS[:5], measured))
    part = write(DocumentKind.REVIEW, material, "fr").tree.blocks[0]
    front = golden.spaced(" ".join(texts_of(part)))
    if told:
        assert told in front
    else:
        assert "valeurs par défaut" not in front


# The checklist ------------------------------------------------------------------------------------


def test_nothing_known_ticks_nothing():
    for kind in KINDS:
        assert ticked(kind, empty()) == set()


def test_without_its_measures_the_impact_is_no_longer_ticked():
    assert "programme.impact" in ticked(DocumentKind.PROGRAMME, full())
    bare = full(observations=())
    assert "programme.impact" not in ticked(DocumentKind.PROGRAMME, bare)
    assert "programme.impact" in ticked(
        DocumentKind.PROGRAMME, replace(bare, texts={"impact": "Dit."})
    )


@pytest.mark.parametrize(
    ("item", "kind", "without"),
    [
        ("programme.actions", DocumentKind.PROGRAMME, {"actions": ()}),
        ("programme.actors", DocumentKind.PROGRAMME, {"actors": ()}),
        ("programme.actors", DocumentKind.PROGRAMME, {"actors": ACTORS[1:]}),  # none agreed
        ("strategy.indicators", DocumentKind.STRATEGY, {"aims": ()}),
        ("strategy.measures", DocumentKind.STRATEGY, {"actions": ()}),
        ("strategy.means", DocumentKind.STRATEGY, {"actions": ACTIONS[1:]}),
        ("strategy.measures", DocumentKind.STRATEGY, {"actions": ACTIONS[1:]}),
        ("strategy.purchasing", DocumentKind.STRATEGY, {"actions": ACTIONS[:2]}),
        ("strategy.citizens", DocumentKind.STRATEGY, {"actions": ACTIONS[:1]}),
        ("programme.uses", DocumentKind.PROGRAMME, {"observations": OBSERVATIONS[:4]}),
        ("programme.actions", DocumentKind.PROGRAMME, {"actions": ACTIONS[1:]}),
        ("review.conduct", DocumentKind.REVIEW, {"actions": ()}),
        ("review.progress", DocumentKind.REVIEW, {"actions": (), "aims": ()}),
        ("review.own", DocumentKind.REVIEW, {"observations": (), "actions": ACTIONS[1:]}),
    ],
)
def test_an_item_is_ticked_by_what_answers_it_and_by_nothing_else(item, kind, without):
    assert item in ticked(kind, full())
    assert item not in ticked(kind, full(**without))


def test_an_objective_of_the_authority_for_itself_is_none_for_its_territory():
    assert "strategy.objectives" not in ticked(DocumentKind.STRATEGY, full())
    written_by_people = full(texts={"territory": "Dix pour cent de moins en 2030."})
    assert "strategy.objectives" in ticked(DocumentKind.STRATEGY, written_by_people)
    elsewhere = full(texts={"objectives": "Choisis en comité.", "essentials": "Moins."})
    assert "strategy.objectives" not in ticked(DocumentKind.STRATEGY, elsewhere)


def test_an_objective_on_the_footprint_of_the_territory_is_one():
    item = full().item("strategy.objectives")
    known = replace(item, indicators=frozenset({"footprint.total"}))
    items = tuple(known if each is item else each for each in decree().items)
    material = full(decree=replace(decree(), items=items))
    assert "strategy.objectives" in ticked(DocumentKind.STRATEGY, material)


def test_the_answers_of_the_diagnosis_are_no_assessment_of_uses():
    material = full(observations=())
    assert material.diagnosis.completeness > 0
    assert "programme.uses" not in ticked(DocumentKind.PROGRAMME, material)


def test_actions_of_a_commitment_tick_no_domain_without_an_object_of_it():
    bare = tuple(replace(each, indicators=(), decree=()) for each in ACTIONS)
    material = full(actions=bare, aims=())
    domains = {e.id for e in decree().items if e.part == "domains"}
    assert not ticked(DocumentKind.STRATEGY, material) & domains


def test_a_ready_made_action_ticks_the_domain_it_was_written_for():
    bare = replace(ACTIONS[2], indicators=(), decree=("D2311-15-1, 4°",))
    found = ticked(DocumentKind.STRATEGY, full(actions=(bare,), aims=()))
    assert "strategy.staff" in found
    assert "strategy.purchasing" not in found


def test_an_action_only_proposed_is_no_measure():
    proposed = tuple(replace(each, status="proposed") for each in ACTIONS)
    assert "strategy.measures" not in ticked(DocumentKind.STRATEGY, full(actions=proposed))
    assert "3 actions sont seulement proposées" in words(
        DocumentKind.STRATEGY, full(actions=proposed)
    )


def test_training_staff_is_no_policy_on_the_territory():
    own, territory = (full().item(f"review.{each}") for each in ("own", "territory"))
    assert own.served_by(indicators=["inclusion.agents_trained"])
    assert not territory.served_by(indicators=["inclusion.agents_trained"])
    assert territory.served_by(indicators=["inclusion.residents_coached"])
    assert own.indicators.isdisjoint(territory.indicators)
    estimates = {"territory.footprint", "territory.footprint_per_resident"}
    averages = {*estimates, "territory.box_electricity"}  # allocated to a place: nobody's policy
    assert own.indicators | territory.indicators == set(full().catalogue.indicators) - averages


def test_an_item_left_out_says_why_and_a_mandatory_one_cannot_be():
    reasons = {"strategy.ecodesign": "les sites sont mutualisés", "strategy.means": "plus tard"}
    material = full(left=reasons, actions=ACTIONS[1:])
    found = {t.item.id: t for t in write(DocumentKind.STRATEGY, material, "fr").ticks}
    assert found["strategy.ecodesign"].origin is Origin.LEFT
    assert found["strategy.means"].origin is Origin.NOTHING
    told = words(DocumentKind.STRATEGY, material)
    assert told.count("non retenu, parce que les sites sont mutualisés") == 2
    assert "1 point n’est pas retenu, et dit pourquoi" in told
    taken = replace(material, left={"strategy.purchasing": "rien"})
    origins = {t.item.id: t.origin for t in write(DocumentKind.STRATEGY, taken, "fr").ticks}
    assert origins["strategy.purchasing"] is Origin.DATA


def test_the_checklist_never_says_a_hundred_per_cent():
    for kind in KINDS:
        tree = write(kind, full(proposed=DocumentKind.REVIEW), "fr").tree
        annexes = [e for e in blocks(tree, Section) if "point par point" in e.title]
        assert not any("%" in text for each in annexes for text in texts_of(each))


def test_a_tick_says_whether_data_or_people_answer():
    texts = {"impact": "Nos mots.", "actors": "Trois communes."}
    material = full(texts=texts, actors=())
    origins = {t.item.id: t.origin for t in write(DocumentKind.PROGRAMME, material, "fr").ticks}
    assert origins["programme.impact"] is Origin.BOTH
    assert origins["programme.actors"] is Origin.TEXT
    assert origins["programme.actions"] is Origin.DATA


def test_a_draft_names_every_actor_and_a_signed_document_those_that_agreed():
    draft, signed = (words(DocumentKind.PROGRAMME, full(final=each)) for each in (False, True))
    assert "Office de l’habitat | bailleur" in golden.told(full())
    assert "Syndicat du numérique" in draft
    assert "Et 1 autre acteur, qui n’a pas encore donné son accord" in signed
    assert "Atelier du réemploi" in signed
    assert "Office de l’habitat" not in signed
    assert "Syndicat du numérique" not in signed
    sheets = words(DocumentKind.ACTIONS, full(final=True))
    assert "Atelier du réemploi et 1 autre acteur" in sheets
    assert "Syndicat du numérique" not in sheets


def test_an_action_whose_partners_did_not_agree_counts_them():
    alone = replace(ACTIONS[0], partners=ACTIONS[0].partners[1:])
    told = words(DocumentKind.ACTIONS, full(actions=(alone,), final=True))
    assert "Partenaires 1 acteur" in told
    assert "Syndicat" not in told


def test_the_means_say_what_part_is_funded_and_count_what_is_not_known():
    told = words(DocumentKind.STRATEGY, full())
    assert "0 € sur 12 000 € prévus, soit 0 %" in told
    assert "Demandés, sans réponse : 5 000 €" in told
    assert "2 actions sans budget connu ne sont pas comptées." in told


def test_a_blank_text_answers_nothing():
    material = empty(texts={"impact": " \n\t "})
    assert ticked(DocumentKind.PROGRAMME, material) == set()


def test_a_text_about_the_six_domains_ticks_none_by_itself():
    material = empty(texts={"domains": "Nous y viendrons."})
    assert ticked(DocumentKind.STRATEGY, material) == set()


def test_only_the_deliberation_on_a_review_answers_for_the_budget_debate():
    on_strategy = write(DocumentKind.DELIBERATION, full(), "fr")
    assert on_strategy.ticks == ()
    on_review = full(proposed=DocumentKind.REVIEW)
    assert ticked(DocumentKind.DELIBERATION, on_review) == {
        "deliberation.report",
        "deliberation.before",
    }
    no_day = replace(on_review, texts={})
    assert ticked(DocumentKind.DELIBERATION, no_day) == {"deliberation.report"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_tick_names_a_title_that_stands_in_the_document(kind):
    found = write(kind, full(), "fr")
    titles = {block.title for block in blocks(found.tree, Section)}
    assert {tick.title for tick in found.ticks} <= titles


@pytest.mark.parametrize("kind", KINDS)
def test_each_item_of_the_checklist_leads_to_the_part_that_answers_it(kind):
    found = write(kind, full(proposed=DocumentKind.REVIEW), "fr")
    places = {each.anchor: each.title for each in blocks(found.tree, Section) if each.anchor}
    annex = [t for t in blocks(found.tree, Table) if t.caption.startswith("Ce que demande le")]
    cells = [row[-1][0] for table in annex for row in table.rows]
    if kind is DocumentKind.DELIBERATION:  # an act has no annex of its own
        assert cells == []
        return
    assert [(places[cell.anchor], type(cell)) for cell in cells] == [
        (tick.title, Reference) for tick in found.ticks
    ]


def test_the_checklist_of_the_pdf_tells_the_page_of_each_item():
    found = write(DocumentKind.STRATEGY, full(), "fr")
    pages = [" ".join(each.split()) for each in pages_of(written(found.tree, "pdf"))]
    annex = next(rank for rank, each in enumerate(pages) if "Ce que demande le décret" in each)
    for tick in found.ticks:
        stands = [n for n, each in enumerate(pages[: annex + 1], 1) if tick.title in each]
        last = tick.title.split()[-1]
        # a narrow column breaks the words, and those of the cells beside come between
        near = re.findall(rf"{re.escape(last)},.{{0,60}}?p\.\s(\d+)", " ".join(pages[annex:]))
        told = {int(page) for page in near}
        assert told & set(stands), (tick.title, told, stands)


def test_data_alone_answer_most_items_of_a_full_authority():
    """The figure of the note: items answered by data, of all those the decree asks."""
    ticks = [
        tick
        for kind in KINDS
        for tick in write(kind, full(texts={}, proposed=DocumentKind.REVIEW), "fr").ticks
    ]
    found = coverage(ticks)
    assert (found.items, found.data, found.text, found.both) == (22, 16, 0, 0)


def test_every_part_of_the_decree_file_is_built():
    for kind in KINDS:
        built = [part.planned.id for part in write(kind, full(), "fr").parts]
        assert built == [part.id for part in decree().parts_of(kind)]


# What is said -------------------------------------------------------------------------------------


def test_every_measure_keeps_its_source():
    tree = write(DocumentKind.PROGRAMME, full(), "fr").tree
    table = next(t for t in blocks(tree, Table) if t.caption.startswith("Impact"))
    values = [row[3] for row in table.rows]
    assert all(isinstance(value[0], Figure) for value in values)
    assert values[0][0].source.verified is False
    assert "(source à confirmer)" in html.page(tree)


def test_what_is_not_measured_is_named_with_who_can_give_it():
    told = words(DocumentKind.PROGRAMME, empty())
    assert "Empreinte climatique du parc numérique : calculé d’après l’inventaire du parc" in told
    assert "à saisir par la collectivité" in words(DocumentKind.REVIEW, empty())


def test_an_unknown_population_is_said_and_never_zero():
    told = html.page(write(DocumentKind.STRATEGY, empty(), "fr").tree)
    assert "non renseigné" in told
    assert "0 habitant" not in told


def test_the_review_tells_what_changed_since_last_year():
    told = words(DocumentKind.REVIEW, full())
    assert "−22 %" in told
    assert "1 action est terminée :" in told
    assert "1 action ne figure plus dans la feuille de route" in told
    assert "Ancienne action" in told
    assert "1 action est nouvelle" in told
    assert "1 objectif a changé" in told
    assert "3 indicateurs sont mesurés pour la première fois" in told


def test_without_a_year_before_the_review_says_that_it_cannot_tell():
    told = words(DocumentKind.REVIEW, full(last=None))
    assert "On ne peut pas encore dire ce qui a changé" in told


def test_the_facts_of_a_year_compare_equal_with_themselves():
    material = full()
    facts = year_facts(material)
    assert type(facts).from_json(facts.to_json()) == facts


def test_each_acronym_is_explained_once_at_the_end_and_never_in_an_act():
    told = words(DocumentKind.STRATEGY, full())
    for word in ("CGCT", "CO₂e", "PCAET"):
        assert told.count(f"{word} {golden.spaced(decree().words[word].fr)}") == 1
    act = write(DocumentKind.DELIBERATION, full(), "fr").tree
    assert not blocks(act, WordBox)
    assert "équivalent en dioxyde" not in words(DocumentKind.DELIBERATION, full())


def test_drawings_have_words_and_a_table_beside():
    tree = write(DocumentKind.REVIEW, full(), "fr").tree
    pictures = blocks(tree, Picture)
    assert pictures
    assert all("2026" in each.alternative for each in pictures)
    assert blocks(tree, Table)


def test_a_sum_of_a_year_that_is_not_over_is_never_said_to_fall():
    counted = [replace(each, method="declared/1") for each in full().observations]
    tree = write(DocumentKind.REVIEW, full(observations=tuple(counted)), "fr").tree
    captions = [golden.spaced(each.caption) for each in blocks(tree, Picture)]
    said = "de 210 t CO₂e (2024) à 190 t CO₂e (2025) ; 2026 n’est pas fini"
    assert any(said in each for each in captions), captions
    assert not any("(2026)" in each for each in captions)


def test_free_text_keeps_its_paragraphs_and_lists():
    found = blocks_of("Un.\nDeux.\r\n\r\n- a\n- b\n  suite\n\n\n")
    assert found == (Paragraph("Un. Deux."), BulletList(("a", "b suite")))


@pytest.mark.parametrize("text", ["", "  \n", "\x00", "- "])
def test_free_text_without_words_gives_no_block(text):
    assert blocks_of(text) == ()


# What is printed ----------------------------------------------------------------------------------


def _measured_too(**changes):
    """A full authority that also measured two indicators outside the core."""
    more = (
        observation("footprint.per_device", 80, 90, 100, 2026),
        observation("footprint.quality", 40, 40, 40, 2026),
    )
    return full(observations=(*OBSERVATIONS, *more), **changes)


@pytest.mark.parametrize("kind", [DocumentKind.PROGRAMME, DocumentKind.REVIEW])
def test_a_document_leaves_out_what_is_neither_core_nor_followed_nor_aimed_at(kind):
    text = words(kind, _measured_too())
    assert "Empreinte climatique du parc numérique" in text  # core
    assert "Empreinte climatique par appareil" not in text
    assert "Qualité des données de l’empreinte" not in text


def test_the_programme_counts_the_measures_it_leaves_out():
    assert "1 autre mesure, hors des indicateurs essentiels" in words(
        DocumentKind.PROGRAMME, _measured_too()
    )


def test_a_document_prints_what_the_authority_follows():
    text = words(DocumentKind.PROGRAMME, _measured_too(followed=frozenset({"footprint.quality"})))
    assert "Qualité des données de l’empreinte" in text
    assert "Empreinte climatique par appareil" not in text


def test_what_is_measured_is_never_said_not_to_be_for_lack_of_core():
    only = (observation("inclusion.fragility_index", 110, 110, 110, 2026),)
    text = words(DocumentKind.PROGRAMME, empty(observations=only))
    assert "Indice de fragilité numérique" in text
    assert "Les usages du numérique sur le territoire ne sont pas encore mesurés" not in text


def test_the_review_counts_every_measure_it_knows_of():
    assert "5 indicateurs sont mesurés" in words(DocumentKind.REVIEW, _measured_too())


def test_an_indicator_no_room_computes_is_to_be_typed_in():
    text = words(DocumentKind.REVIEW, full())
    assert "numérique responsable et à la sécurité : à saisir par la collectivité" in text
    assert "contrôles de pages" not in text
