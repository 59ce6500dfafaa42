"""The files of Ara, read and written as it lays them out."""

import json

import pytest

from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.rgaa.ara import STATES, AraItem, read_ara, words_of, write_ara
from jalons.webaudit.engine.rgaa.mapping import State
from jalons.webaudit.engine.rgaa.rate import Rate, rate, sample_states
from jalons.webaudit.store import rgaa_reference

REFERENCE = rgaa_reference()
HEAD = '\ufeffCritères,Éléments transverses,Accueil,"Contact, plan"\n'


def grid(state="C", transverse="NT", **others):
    """A CSV of Ara with every criterion; ``c1_1="NC,C"`` changes the pages of one."""
    rows = [
        f"{each.id},{transverse},{others.get('c' + each.id.replace('.', '_'), f'{state},{state}')}"
        for each in REFERENCE.criteria
    ]
    return (HEAD + "\n".join(rows)).encode()


def report(**values):
    item = {"id": 9, "title": "Logo", "comment": "sans texte", "userImpact": "MAJOR",
            "quickWin": True}  # fmt: skip
    results = [
        {"topic": 1, "criterium": 10, "pageId": 1, "status": "NOT_TESTED", "compliantComment": None,
         "exampleImages": [], "notApplicableComment": None, "notCompliantItems": []},
        {"topic": 1, "criterium": 1, "pageId": 2, "status": "NOT_COMPLIANT", "exampleImages": [],
         "compliantComment": None, "notApplicableComment": None, "notCompliantItems": [item]},
        {"topic": 1, "criterium": 10, "pageId": 2, "status": "COMPLIANT",
         "compliantComment": "vu", "notApplicableComment": None, "notCompliantItems": []},
    ]  # fmt: skip
    context = {
        "auditorName": "A. Martin", "auditorEmail": None, "auditorOrganisation": "Atelier Clair",
        "technologies": ["HTML"], "tools": ["axe"],
        "environments": [{"platform": "Ordinateur", "operatingSystem": "Windows",
                          "assistiveTechnology": "NVDA", "browser": "Firefox"}],
        "samples": [
            {"id": 1, "number": 1, "order": -1, "name": "Éléments transverses", "url": ""},
            {"id": 2, "number": 2, "order": 0, "name": "Accueil", "url": "https://a.example"},
        ],
    }  # fmt: skip
    audit = {
        "consultUniqueId": "x", "procedureName": "Démarches", "procedureUrl": "https://a.example",
        "procedureInitiator": "Ville", "auditType": "FULL", "accessibilityRate": 50,
        "context": context, "results": [*results, results[0]],
    }  # fmt: skip
    return json.dumps(audit | values).encode()


def test_a_grid_is_read_and_written_back_byte_for_byte():
    content = grid(c1_1="NC,C", c1_10="NA,NT")
    assert write_ara(read_ara(content)) == content


def test_a_report_is_read_whole_and_round_trips():
    audit = read_ara(report())
    assert [(each.criterion, STATES[each.status]) for each in audit.results] == [
        ("1.1", State.FAILING),
        ("1.10", State.UNDECIDED),
        ("1.10", State.CONFORMING),
    ]
    assert audit.results[0].not_compliant_items == (AraItem("Logo", "sans texte", "MAJOR", True),)
    assert audit.context.environments[0]["assistiveTechnology"] == "NVDA"
    assert (audit.procedure_name, audit.procedure_initiator) == ("Démarches", "Ville")
    written = write_ara(audit, "json")
    assert read_ara(written) == audit
    assert json.loads(written)["results"][0]["notCompliantItems"][0]["userImpact"] == "MAJOR"


def test_a_report_becomes_the_grid_ara_would_export():
    lines = write_ara(read_ara(report())).decode("utf-8-sig").split("\n")
    assert lines == ["Critères,Éléments transverses,Accueil", "1.1,NT,NC", "1.10,NT,C"]


def test_a_grid_whose_transverse_page_is_untested_gives_a_rate():
    decisions = read_ara(grid(c1_1="NC,C")).decisions()
    assert rate(decisions, REFERENCE) == Rate(105 / 106, 105, 106, (105 / 106 + 1) / 2)


def test_what_fails_on_every_page_fails_the_criterion():
    decisions = read_ara(grid(transverse="NC")).decisions()
    assert set(sample_states(decisions, REFERENCE).values()) == {State.FAILING}


def test_a_quick_audit_has_no_rate():
    assert rate(read_ara(HEAD.encode() + b"1.1,NT,C,C").decisions(), REFERENCE) is None


def test_a_grid_saved_by_a_spreadsheet_with_semicolons_is_read():
    text = grid().decode().replace('"Contact, plan"', "Contact").replace(",", ";")
    assert len(read_ara(text.replace("\n", "\r\n").encode()).results) == 3 * 106


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ara_heading"),
        (b"a,b,c\n1,2,3", "ara_heading"),
        ("Critères,Éléments transverses".encode("latin-1"), "ara_encoding"),
        (HEAD.encode() + b"1.1,C,C,C\n1.1,C,C,C", "ara_twice"),
        (HEAD.encode() + b"1.1,C,C", "ara_row"),
        (HEAD.encode() + b"total,C,C,C", "ara_row"),
        (HEAD.encode() + b"1.1,C,C,oui", "ara_state"),
        (report()[:300], "ara_unreadable"),
        (b"{}", "ara_unreadable"),
        (report(results=[{"topic": 1, "criterium": 1, "pageId": 2, "status": "?"}]),
         "ara_unreadable"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_one_of_ara_is_refused_with_its_reason(content, code):
    with pytest.raises(WebAuditError) as refused:
        read_ara(content)
    assert refused.value.code == code
    assert refused.value.message("fr")
    assert refused.value.hint("fr")


def test_comments_stored_as_a_tree_are_read_as_text():
    tree = '{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"un"},'
    tree += '{"type":"text","text":" mot"}]},{"type":"paragraph"},{"content":[{"text":"deux"}]}]}'
    assert words_of(tree) == "un mot\ndeux"
    assert words_of('{"type":"doc" cassé') == '{"type":"doc" cassé'
    assert (words_of("simple"), words_of(None)) == ("simple", "")
