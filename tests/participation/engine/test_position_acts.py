"""Acts of a position: signed, in any order, any number of times, one same copy."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import JalonsError, signing
from jalons.participation.cli import commands
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions import acts, bundles
from jalons.participation.engine.positions.acts import TextSection
from jalons.participation.engine.positions.headings import cut
from jalons.participation.engine.positions.replica import ActVerdict, proposed, replica
from jalons.participation.engine.positions.texts import Change, compare

pytest.importorskip("cryptography")
LEAD, WEST, EAST = (bytes([each]) * 32 for each in (1, 2, 3))
NAMES = {LEAD: "Pont-de-Vène", WEST: "Val d’Ozon", EAST: "Roche"}
NONCE = "0123456789abcdef"
UID = acts.position_id(signing.public_key(LEAD), NONCE)
KEYS = frozenset(map(signing.public_key, NAMES))
DAY = date(2026, 11, 3)
FIRST = (TextSection("a", "Ce que nous demandons", "Nous demandons une clause de revoyure."),
         TextSection("b", "Pourquoi", "Les usages changent vite."))  # fmt: skip


def parcel(said, seed=LEAD, uid=UID):
    return acts.pack(said, uid, NAMES[seed], DAY, seed)


def act(said, seed=LEAD, uid=UID):
    return acts.unpack(parcel(said, seed, uid))


def details(**more):
    return acts.PositionDetails(
        "Clause de revoyure", "contribution", **{"state": "amendments"} | more
    )


def invite(rank=1):
    return acts.Invite(rank=rank, nonce=NONCE, details=details(), sections=FIRST)


def amend(rank, wanted, **more):
    known = {"section": "a", "base": 1, "title": FIRST[0].title} | more
    return acts.Amend(rank=rank, wanted=wanted, **known)


def story():
    """A whole story: two amendments that cross, opinions, a second version, signatures."""
    first = act(invite())
    west = act(amend(2, "Nous exigeons une clause de revoyure."), WEST)
    east = act(amend(2, "Nous souhaitons une clause de revoyure annuelle."), EAST)
    text = (TextSection("a", FIRST[0].title, "Nous exigeons une clause annuelle."), FIRST[1])
    decided = (
        acts.AmendmentDecision(west.id, accepted=True),
        acts.AmendmentDecision(east.id, False, "En partie."),
    )
    second = act(acts.NewVersion(rank=5, number=2, sections=text, decisions=decided))
    signed = act(acts.Sign(rank=7, version=acts.text_hash(text), quality="la maire",
                           signed_on=DAY), WEST)  # fmt: skip
    early = act(acts.Sign(rank=6, version=acts.text_hash(FIRST), quality="le président",
                          signed_on=DAY), EAST)  # fmt: skip
    return [
        first, west, east, second, signed, early,
        act(acts.Opine(rank=3, amendment=west.id, opinion="against"), EAST),
        act(acts.Opine(rank=4, amendment=west.id, opinion="for", comment="Convaincus."), EAST),
        act(acts.NewStatus(rank=6, details=details(state="signatures"))),
        act(acts.Unsign(rank=8, signature=early.id, reason="Conseil"), EAST),
        act(acts.NewVersion(rank=9, number=3, sections=FIRST), WEST),  # does not lead: refused
    ]  # fmt: skip


STORY = story()


@given(st.lists(st.sampled_from(STORY), max_size=30), st.permutations(STORY))
def test_acts_in_any_order_and_any_number_of_times_give_one_copy(before, order):
    assert replica(UID, [*before, *order], KEYS) == replica(UID, STORY, KEYS)


@given(st.permutations(STORY), st.integers(0, len(STORY)))
def test_what_is_not_there_yet_makes_others_wait_and_never_refuses_them(order, count):
    found = replica(UID, order[:count], KEYS)
    refused = {each.act.id for each in found.standings if each.verdict is ActVerdict.REFUSED}
    assert refused <= {STORY[-1].id}
    final = {each.act.id for each in replica(UID, order, KEYS).standings
             if each.verdict is ActVerdict.APPLIED}  # fmt: skip
    assert {e.act.id for e in found.standings if e.verdict is ActVerdict.APPLIED} <= final


def test_the_copy_of_a_whole_story():
    found = replica(UID, STORY, KEYS)
    assert [each.number for each in found.versions] == [1, 2]
    assert found.details.state == "signatures"
    by = {each.act.publisher: each for each in found.amendments}
    assert (by["Val d’Ozon"].state, by["Roche"].state) == ("accepted", "refused")
    assert by["Roche"].reason == "En partie."
    assert [(each.opinion, each.comment) for each in by["Val d’Ozon"].opinions] == [
        ("for", "Convaincus.")
    ]
    assert [(each.act.publisher, each.is_current) for each in found.signatures] == [
        ("Val d’Ozon", True)
    ]
    assert [e.reason for e in found.standings if e.verdict is ActVerdict.REFUSED] == ["leader"]


def test_two_amendments_of_the_same_words_cross_and_both_are_there():
    found = replica(UID, STORY[:3], KEYS)
    west, east = sorted(found.amendments, key=lambda each: each.act.publisher, reverse=True)
    assert west.state == east.state == "crossing"
    assert west.crossing == (east.act.id,)
    assert proposed(found.current.sections[0], found.amendments).body == FIRST[0].body


def test_amendments_of_other_words_are_put_together():
    one = act(amend(2, "Nous exigeons une clause de revoyure."), WEST)
    other = act(amend(2, "Nous demandons une clause de revoyure annuelle."), EAST)
    found = replica(UID, [other, act(invite()), one], KEYS)
    assert {each.state for each in found.amendments} == {"proposed"}
    text = proposed(found.current.sections[0], found.amendments).body
    assert text == "Nous exigeons une clause de revoyure annuelle."


def test_an_amendment_of_words_that_changed_since_waits_for_a_person():
    text = (TextSection("a", FIRST[0].title, "Il faut une loi."), FIRST[1])
    late = act(amend(3, "Nous exigeons une clause de revoyure."), WEST)
    newer = act(acts.NewVersion(rank=2, number=2, sections=text))
    (found,) = replica(UID, [act(invite()), newer, late], KEYS).amendments
    assert (found.state, found.crossing) == ("crossing", ())


def test_nothing_of_a_key_that_nobody_compared_is_applied():
    lead = signing.public_key(LEAD)
    found = replica(UID, STORY, {lead})
    assert found.amendments == found.signatures == ()
    waiting = {e.act.key for e in found.standings if e.verdict is ActVerdict.TO_COMPARE}
    assert waiting == KEYS - {lead}
    assert replica(UID, STORY, KEYS - {lead}).details is None


def test_a_signature_of_an_earlier_version_is_said():
    signed = act(acts.Sign(rank=2, version=acts.text_hash(FIRST), quality="la maire",
                           signed_on=DAY), WEST)  # fmt: skip
    found = replica(UID, [*STORY[:1], STORY[3], signed], KEYS)
    assert [(each.number, each.is_current) for each in found.signatures] == [(1, False)]


def test_nobody_withdraws_the_signature_of_another():
    stolen = act(acts.Unsign(rank=9, signature=STORY[4].id), EAST)
    found = replica(UID, [*STORY, stolen], KEYS)
    assert [each.act.publisher for each in found.signatures] == ["Val d’Ozon"]


def test_an_act_of_an_immense_rank_stops_nobody():
    far = act(amend(1_000_000, "Nous exigeons une clause."), WEST)
    assert replica(UID, [*STORY, far], KEYS).next_rank == acts.MOST_RANK
    assert replica(UID, [*STORY, far], {signing.public_key(LEAD)}).next_rank == 7


def test_who_did_not_start_a_position_cannot_say_that_they_lead_it():
    with pytest.raises(ParticipationError) as refused:
        act(invite(), WEST)
    assert refused.value.code == "act_leader"


def rewritten(data, change):
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, change(name, source.read(name)))
    return target.getvalue()


def test_an_altered_act_is_refused():
    def change(name, content):
        return content.replace(b"revoyure", b"dissolution") if name == acts.FILE else content

    data = rewritten(parcel(invite()), change)
    with pytest.raises(JalonsError) as refused:
        acts.unpack(data)
    assert refused.value.code == "parcel_altered"


def test_an_act_under_the_name_of_another_is_refused():
    from jalons.kernel.signing import parcels

    content = b'{"act":"status"}'
    subject = {"position": UID, "act": STORY[0].id}
    data = parcels.pack(
        parcels.Parcel("position", "Roche", DAY, {acts.FILE: content}, subject), EAST
    )
    with pytest.raises(ParticipationError) as refused:
        acts.unpack(data)
    assert refused.value.code == "act_identifier"


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: st.dictionaries(st.text(max_size=5), inner) | st.lists(inner),
            max_leaves=8,
        ).map(lambda v: json.dumps(v).encode()),
    )
)
def test_what_is_no_act_is_refused_by_one_error(content):  # fmt: skip
    with pytest.raises(ParticipationError):
        acts.said_in(content)


def test_a_text_too_long_and_a_null_character_are_refused():
    for said in (amend(2, "x" * 20_001), amend(2, "nul \x00 ici")):
        with pytest.raises(ParticipationError):
            act(said, WEST)


def test_a_text_of_many_words_is_compared_in_little_time_and_nothing_is_lost():
    before = " ".join(f"mot{each % 97}" for each in range(3_000))
    for after in ("a " * 9_000, before.replace("mot5", "terme"), ""):
        pieces = compare(before, after)
        assert "".join(e.text for e in pieces if e.change is not Change.ADDED) == before
        assert "".join(e.text for e in pieces if e.change is not Change.REMOVED) == after


def test_words_changed_in_a_row_are_shown_as_one_change():
    found = [
        (e.change.value, e.text) for e in compare("un lieu mesuré sur", "la moitié des lieux sur")
    ]
    assert found == [("removed", "un lieu mesuré"), ("added", "la moitié des lieux"),
                     ("same", " sur")]  # fmt: skip


@pytest.fixture
def signed_file(tmp_path):
    wanted = [parcel(invite()), parcel(STORY[3].said), parcel(STORY[4].said, WEST)]
    file = tmp_path / "position.zip"
    file.write_bytes(bundles.pack({acts.unpack(each).id: each for each in wanted}))
    return file


def test_the_signed_file_is_checked_without_anything_else(signed_file):
    answer = CliRunner().invoke(commands, ["verify", str(signed_file)])
    assert answer.exit_code == 0, answer.output
    assert "Clause de revoyure" in answer.output
    assert "version 2" in answer.output
    assert "Val d’Ozon (la maire)" in answer.output
    assert signing.fingerprint(signing.public_key(WEST)) in answer.output


def test_an_altered_signed_file_says_so(signed_file):
    altered = rewritten(signed_file.read_bytes(), lambda _name, content: rewritten(
        content, lambda name, inner: inner.replace(b"annuelle", b"mensuelle")
        if name == acts.FILE else inner))  # fmt: skip
    signed_file.write_bytes(altered)
    answer = CliRunner().invoke(commands, ["verify", str(signed_file)])
    assert answer.exit_code == 1
    assert "act.json" in answer.output


def test_small_parcels_that_hide_large_files_are_refused_before_they_are_opened():
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("parcel.json", b" " * 8_000_000)
    with pytest.raises(JalonsError) as refused:
        bundles.read(bundles.pack({str(each): hidden.getvalue() for each in range(3)}))
    assert refused.value.code == "parcel_size"


def test_headings_of_a_pasted_text_become_sections():
    text = (
        "Madame la ministre,\n\nNous vous écrivons.\n\nI. LE CONSTAT\nLes débits manquent.\n\n"
        "## Ce que nous demandons\nTrois choses :\n\n1. un calendrier ;\n2. un financement ;\n\n"
        "POUR CONCLURE\nMerci.\n\nAnnexe\n------\nLa liste."
    )
    assert [title for title, _body in cut(text)] == [
        "", "I. LE CONSTAT", "Ce que nous demandons", "POUR CONCLURE", "Annexe",
    ]  # fmt: skip
    more = "Le constat\n\nLes débits manquent.\n\n**Demande**\nUn plan.\n\nFait à Roche\n\nLe maire"
    assert [title for title, _body in cut(more)] == ["Le constat", "Demande"]
    assert "2. un financement" in dict(cut(text))["Ce que nous demandons"]


@given(
    st.lists(
        st.sampled_from(
            [
                "# Un titre",
                "I. LE CONSTAT",
                "Des mots.",
                "",
                "----",
                "1. un",
                "2. deux",
                "# " + "long " * 60,
            ]
        ),
        max_size=12,
    ).map("\n".join)
    | st.text(max_size=200)
)
def test_no_word_of_a_pasted_text_is_lost(text):  # fmt: skip
    found = "".join(f"{title}{body}" for title, body in cut(text))
    assert list(filter(str.isalnum, found)) == list(filter(str.isalnum, text))
