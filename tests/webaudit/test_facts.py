"""Our own rules of accessibility, on real pages in the real browser."""

import pytest

from jalons.webaudit.capture.facts import examine
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.engine.rgaa.extras import repeated_titles
from jalons.webaudit.engine.rgaa.mapping import State, automatic
from jalons.webaudit.store import rgaa_reference

REFERENCE = rgaa_reference()
HEAD = (
    '<html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body>'
)
CELLS = "<tr><td>1</td><td>2</td></tr>"
CASES = {
    "presentation-tag": "<p><font>rouge</font></p>",
    "presentation-attribute": f'<table border="1"><tr><th>a</th></tr>{CELLS}</table>',
    "presentation-size": '<iframe title="Carte" width="9" src="about:blank"></iframe>',
    "duplicate-id": '<p id="a">1</p><p id="a">2</p>',
    "dir-invalid": '<p dir="droite">texte</p>',
    "dir-auto": '<p dir="auto">texte</p>',
    "text-direction-undeclared": '<p lang="ar">العربية</p>',
    "text-language-undeclared": "<p>Добро пожаловать</p>",
    "link-language-undeclared": '<a hreflang="en" href="/en">English version</a>',
    "layout-table-markup": '<table role="presentation"><tr><th>a</th></tr></table>',
    "table-without-header": f"<table>{CELLS}</table>",
    "table-header-unlinked": "<table><tr><th>a</th><th>b</th></tr><tr><th>c</th><td>1</td></tr>"
    "</table>",
    "table-scope-invalid": '<table><tr><th scope="column">a</th></tr><tr><td>1</td></tr></table>',
    "table-complex": '<table><tr><th colspan="2" id="x">a</th></tr>' + CELLS + "</table>",
    "choice-group-unnamed": "<fieldset><input type=radio name=a aria-label=un>"
    "<input type=radio name=a aria-label=deux></fieldset>",
    "choice-ungrouped": "<form><input type=radio name=a aria-label=un>"
    "<input type=radio name=a aria-label=deux><input name=id aria-label=n></form>",
    "main-repeated": "<main>un autre</main>",
    "heading-skipped": "<h3>Trop bas</h3>",
    "tabindex-positive": '<button tabindex="2">Envoyer</button>',
    "image-alt-file": '<img src="data:," alt="IMG_0042.JPG">',
    "image-alt-doubled": '<img src="data:," alt="" title="Le maire">',
    "drawing-undeclared": '<svg width="9" height="9"><path d="M0 0"/></svg>',
    "drawing-hidden-named": '<svg aria-hidden="true"><title>Loupe</title></svg>',
    "document-link": '<a href="/avis.PDF?v=2">Avis</a>',
    "block-empty": "<p>&nbsp;</p>",
    "letters-spaced": "<p>A C C U E I L</p>",
    "link-generic": '<a href="/x">En savoir plus…</a>',
    "link-ambiguous": '<a href="/x">Horaires</a> <a href="/y">horaires</a>',
}
SOUND = """<h2>Bon</h2><p dir="rtl" lang="ar">العربية</p><p lang="ru">Добро пожаловать</p>
<p>La constante β.</p><svg aria-hidden="true"><font/></svg><svg role="img" aria-label="Plan"></svg>
<svg aria-hidden="true" width="9" height="9" fill="red"></svg>
<my-tag border="1" align="x"></my-tag>
<table><caption>Prix</caption><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>
<table><tr><td></td><th scope="col">a</th></tr><tr><th scope="row">c</th><td>1</td></tr></table>
<table role="presentation"><tr><td>x</td></tr></table><main hidden>caché</main>
<fieldset><legend>Choix</legend><label><input type=checkbox name=c>1</label>
<label><input type=checkbox name=c>2</label></fieldset>
<form><input name="id" aria-label="n"><input name="children" aria-label="enfants"></form>
<img src="data:," alt="" width="9" height="9"><img src="data:," alt="Le port en 1900">
<p aria-live="polite"></p><p>un<br>deux<br>trois</p>
<a href="/en" hreflang="en" lang="en">English</a>
<p>A ou B, ceci à voir</p><a href="/z">Lire le compte rendu</a>
<a href="/z">lire le compte rendu</a>
<a href="#haut">Haut</a> <button tabindex="0">Envoyer</button><p id="é:1">a</p>"""


@pytest.fixture
def judged(chromium):
    """The rules of ours that a page breaks."""

    def judge(body, *, title="Vos démarches", doctype="<!doctype html>", lead=True):
        whole = f"<main><h1>Titre</h1>{body}</main>" if lead else body
        with chromium.tab() as tab:
            frame = tab.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
            html = doctype + HEAD.format(title=title, body=whole)
            tab.send("Page.setDocumentContent", frameId=frame, html=html)
            return {each.rule: each for each in examine(tab, REFERENCE)}

    return judge


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_sees_its_defect_and_only_it(judged, rule):
    found = judged(CASES[rule])
    assert set(found) == {rule}
    assert found[rule].nodes >= 1
    assert found[rule].targets


def test_what_looks_like_a_defect_and_is_none_raises_no_alarm(judged):
    assert judged(SOUND) == {}


@pytest.mark.parametrize(
    ("doctype", "rules"),
    [
        ("", {"doctype-missing"}),
        ("<!doctype page>", {"doctype-invalid"}),
        ('<!doctype html PUBLIC "-//Ville//DTD Perso//FR">', {"doctype-unusual"}),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://w.org/x.dtd">', set()),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">', set()),
    ],
)
def test_the_document_type_is_missing_invalid_unusual_or_sound(judged, doctype, rules):
    assert set(judged("", doctype=doctype)) == rules


def test_a_title_that_says_nothing_is_to_check(judged):
    assert set(judged("", title="Accueil")) == {"title-generic"}
    assert judged("", title="") == {}  # axe-core fails it already


def test_a_page_without_main_nor_heading_is_to_check(judged):
    found = judged("<p>mot</p>", lead=False)
    assert set(found) == {"main-missing", "heading-missing"}
    assert all(each.undecided for each in found.values())


def test_an_empty_page_and_a_huge_one_are_read_without_trouble(judged):
    assert set(judged("", lead=False)) == {"main-missing", "heading-missing"}
    many = judged('<p><font>x</font><a href="/a">ici</a></p>' * 3000)
    assert (many["presentation-tag"].nodes, len(many["presentation-tag"].targets)) == (3000, 3)


def test_findings_are_worded_and_lead_to_verdicts(chromium, site):
    with chromium.tab() as tab:
        tab.open(f"{site}/axe")
        assert examine(tab, REFERENCE) == ()
        tab.evaluate("document.body.setAttribute('bgcolor', 'red')")
        (finding,) = examine(tab, REFERENCE)
    assert finding.help.startswith("Des attributs servent à la présentation")
    assert finding.targets == ("html > body",)
    assert automatic([finding], REFERENCE)["10.1"].state is State.FAILING


def test_pages_that_share_a_title_are_to_check():
    pages = [
        PageMeasure(url="/a", final_url="/a", title="Ville"),
        PageMeasure(url="/b", final_url="/b", title="ville "),
        PageMeasure(url="/a", final_url="/a", title="Ville", device="mobile"),
        PageMeasure(url="/c", title="Contact"),
    ]
    assert sorted(repeated_titles(pages, REFERENCE)) == ["/a", "/b"]
