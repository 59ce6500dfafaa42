"""The components say what they show to everybody, and never break the page that holds them."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from jalons.foundation.design.components import Cell, Column, Milestone, State, Tab, Table
from jalons.foundation.design.samples import MILESTONES, TABLE, SampleForm
from jalons.kernel import Interval

FLEET = Interval(118_300, 148_200, 187_400)


@pytest.fixture(autouse=True)
def _french():
    with translation.override("fr"):
        yield


def draw(source, **values):
    return Template(source).render(Context(values))


def test_a_button_with_an_address_is_a_link_and_without_one_sends_the_form():
    assert draw('{% button "Voir" "/a/" %}') == '<a class="button" href="/a/">Voir</a>'
    assert (
        draw('{% button "Envoyer" quiet=True %}') == '<button class="button quiet">Envoyer</button>'
    )


def test_a_label_cannot_inject_markup():
    assert "<script>" not in draw("{% button label '/a/' %}", label="<script>")
    assert "<script>" not in draw("{% status 'ok' label %}", label="<script>")
    assert "<script>" not in draw("{% breadcrumb label '/a/' label %}", label="<script>")
    assert "<script>" not in draw("{% fact label %}{{ label }}{% endfact %}", label="<script>")
    assert "<script>" not in draw("{% card label %}{% endcard %}", label="<script>")


def test_a_link_to_a_page_that_does_not_exist_yet_is_hidden():
    assert draw('{% link "no_such_page" "Voir" li=True %}') == ""
    assert draw('{% link "no_such_page" "Voir" fallback=True %}') == "Voir"
    assert draw('{% link "home" "Accueil" li=True %}') == '<li><a href="/">Accueil</a></li>'


def test_a_change_is_a_form_of_its_own_with_its_token():
    text = draw('{% post_button "Supprimer" "/a/" bad=True %}', csrf_token="secret")
    assert 'method="post" action="/a/"' in text
    assert "secret" in text


def test_a_deletion_can_be_undone_or_is_asked_first():
    assert "Annuler" in draw('{% undo "Supprimé." "/annuler/" %}', csrf_token="x")
    text = draw('{% confirm "Supprimer ?" "Supprimer" "/retour/" %}', csrf_token="x")
    assert 'href="/retour/"' in text


def test_a_page_under_no_other_has_no_breadcrumb():
    assert draw('{% breadcrumb "Ici" "/ici/" %}') == ""


def test_the_last_part_of_the_breadcrumb_is_the_page_itself():
    text = draw('{% breadcrumb "Accueil" "/" "Ici" %}')
    assert '<a href="/">Accueil</a>' in text
    assert '<span aria-current="page">Ici</span>' in text


def test_an_interval_is_drawn_and_said():
    text = draw('{% band value "kg CO2 eq" %}', value=FLEET)
    label = ET.fromstring(text).get("aria-label").replace("\xa0", " ")
    assert label == (
        "entre 118 et 187 t CO₂e, valeur centrale 148 t CO₂e\u202f; échelle de 0 à 200 t CO₂e"
    )
    assert 'role="img"' in text
    words = [each.text.replace("\xa0", " ") for each in ET.fromstring(text).iter("text")]
    assert sorted(words) == ["0", "118", "148", "187", "200 t CO₂e"]


def test_a_figure_shows_its_unit_and_its_range():
    text = draw('{% figure value "kg CO2 eq" "par an" %}', value=FLEET)
    assert "<b>148</b> t CO₂e par an" in text
    assert "entre 118 et 187" in text


def test_a_figure_nobody_knows_is_not_a_zero():
    text = draw('{% figure value "kg" "par an" %}', value=None)
    assert "non évalué" in text
    assert "0" not in text


def test_a_percentage_keeps_its_sign_at_its_side():
    assert "<b>11\u202f%</b>" in draw('{% figure 11 "%" "en réemploi" %}')


def test_a_table_names_its_rows_and_columns():
    root = ET.fromstring(draw("{% table table %}", table=TABLE))
    assert root.get("role") == "region"
    assert root.get("tabindex") == "0"
    assert [th.get("scope") for th in root.iter("th")][:4] == ["col"] * 4
    assert all(row.find("th").get("scope") == "row" for row in root.find("table/tbody"))
    assert len(list(root.iter("svg"))) == 2


def test_a_heading_sorts_by_a_plain_link_that_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/", {"type": "écran", "sort": "-impact"})
    text = draw("{% table table %}", table=TABLE, request=request)
    assert 'aria-sort="descending"' in text
    assert 'href="?type=%C3%A9cran&amp;sort=impact"' in text


def test_a_sorted_column_turns_around_when_asked_again():
    table = Table("Titre", (Column("Nom", sort="name"),), (("a",),), sorted_by="name")
    assert 'href="?sort=-name"' in draw("{% table table %}", table=table)


def test_a_row_that_does_not_fit_its_table_is_refused():
    with pytest.raises(ValueError, match="a row has 2 cells, not 1"):
        Table("Titre", (Column("Nom"),), (("a", "b"),))


def test_a_cell_may_hold_hostile_text():
    table = Table("Titre", (Column("Nom"),), ((Cell("<b>", mark="<i>"),),))
    text = draw("{% table table %}", table=table)
    assert "<b>" not in text
    assert "<i>" not in text


def test_pages_lead_to_their_neighbours():
    page = Paginator(range(30), 10).page(2)
    text = draw("{% pagination page %}", page=page)
    assert 'rel="prev" href="?page=1"' in text
    assert "page 2 sur 3" in text


def test_the_path_groups_nine_milestones_under_three_ambitions():
    root = ET.fromstring(draw("{% path milestones %}", milestones=reversed(MILESTONES)))
    ambitions = root.findall("div/ol/li")
    assert [ambition.get("class") for ambition in ambitions] == ["a1", "a2", "a3"]
    assert [stake.text for stake in root.findall(".//span[@class='stake']")] == list("123456789")


def test_a_milestone_says_its_state_in_words():
    late = Milestone(5, "Commande publique", "en retard", State.WALKING, late=True)
    text = draw("{% path milestones %}", milestones=[late])
    assert 'class="step walking late"' in text
    assert '<span class="state">en retard</span>' in text


def test_the_current_step_is_marked_and_the_done_ones_are_said():
    text = draw('{% steps 2 "Un" "Deux" "Trois" %}')
    assert '<li aria-current="step">Deux</li>' in text
    assert '<li class="done">Un <span class="hidden">(fait)</span></li>' in text


def test_the_tab_in_view_is_marked_and_a_count_stands_beside_its_name():
    views = (Tab("Détail", "?voir=detail", current=True), Tab("Non compté", "?voir=non", count="3"))
    text = draw('{% tabs "Détails" views %}', views=views)
    assert '<nav aria-label="Détails">' in text
    assert '<a href="?voir=detail" aria-current="page">Détail</a>' in text
    assert '<a href="?voir=non">Non compté (3)</a>' in text


def test_progress_is_a_bar_and_words():
    text = draw('{% progress 1 4 "Calcul" %}')
    assert '<progress value="1" max="4" aria-label="Calcul">' in text
    assert "25\u202f%" in text


def test_a_task_of_unknown_length_does_not_divide_by_zero():
    assert "0\u202f%" in draw('{% progress 0 0 "Calcul" %}')


def test_an_answer_is_folded_under_its_question():
    assert "<summary>Comment c’est calculé</summary>" in draw("{% explain %}x{% endexplain %}")


def test_every_field_has_its_label_and_its_help_and_errors_linked():
    root = ET.fromstring(f"<form>{_closed(str(SampleForm({})))}</form>")
    labels = {label.get("for") for label in root.iter("label")}
    identifiers = {element.get("id") for element in root.iter() if element.get("id")}
    for control in [*root.iter("input"), *root.iter("select")]:
        assert control.get("id") in labels
    for element in root.iter():
        for target in (element.get("aria-describedby") or "").split():
            assert target in identifiers
    name = root.find(".//input[@name='name']")
    assert name.get("aria-describedby") == "id_name_helptext id_name_error"
    assert name.get("aria-invalid") == "true"


def _closed(html):
    html = re.sub(r"<input([^>]*)>", r"<input\1/>", html)
    return re.sub(r" (required|checked|selected|multiple)(?=[ />])", r' \1=""', html)


def test_what_may_stay_empty_says_so():
    text = str(SampleForm())
    assert text.count("(facultatif)") == 1
    assert "Nombre d’agents <small>(facultatif)" in text


def test_the_summary_of_errors_leads_to_each_field():
    text = draw("{% form_errors form %}", form=SampleForm({}))
    assert '<a href="#id_name">Nom de la collectivité</a>' in text
    assert '<a href="#id_lifetime">' in text
    assert draw("{% form_errors form %}", form=SampleForm()).strip() == ""


def test_a_file_is_dropped_on_a_real_file_input():
    text = str(SampleForm()["file"])
    assert '<input type="file" name="file"' in text
    assert "Déposez le fichier ici" in text


@pytest.mark.parametrize(
    ("share", "ring"), [(None, ""), (0.0, "0 100"), (0.75, "75 100"), (1.0, "")]
)
def test_the_ring_of_a_milestone_is_what_was_reached_of_it(share, ring):
    step = Milestone(4, "Penser responsable", share=share, state=State.WALKING)
    assert step.ring == ring
    drawn = draw("{% path steps %}", steps=[step])
    assert (f'stroke-dasharray="{ring}"' in drawn) is bool(ring)
    assert ("full" in drawn) is (share == 1)
