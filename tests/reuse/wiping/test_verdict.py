"""What a certificate is worth: level by medium and method, missing facts, where it goes."""

from dataclasses import replace
from datetime import date

import pytest

from jalons.reuse.engine.wiping.facts import (
    Certificate,
    Checked,
    Completion,
    Destination,
    Hidden,
    Level,
    Medium,
    Method,
    Verification,
)
from jalons.reuse.engine.wiping.leaving import DeviceFacts, ready_to_leave
from jalons.reuse.engine.wiping.rules import highest_level, rules, table
from jalons.reuse.engine.wiping.verdict import State, Weight, is_usable, judge
from jalons.reuse.words.wiping import leaving_words, reason_words, verdict_sentence

OVERWRITTEN = Certificate(
    maker="Toshiba",
    model="MQ01ABD050",
    serial="35H2SCTWS",
    medium=Medium.HDD,
    capacity=500107862016,
    host="PC-0042",
    method=Method.OVERWRITE,
    tool="nwipe",
    tool_version="0.42",
    passes=2,
    completion=Completion.COMPLETED,
    errors=0,
    verification=Verification.LAST,
    verified=Checked.YES,
    hidden=Hidden.ABSENT,
    started_on=date(2026, 10, 12),
    ended_on=date(2026, 10, 12),
    operator="Technicien informatique",
    verifier="Responsable du parc",
    place="Atelier municipal",
    destination=Destination.INSIDE,
)
ERASED = replace(OVERWRITTEN, medium=Medium.SSD, method=Method.BLOCK_ERASE,
                 destination=Destination.OUTSIDE)  # fmt: skip
SHREDDED = Certificate(
    maker="Samsung",
    model="PM981",
    serial="S3XPNX0K",
    medium=Medium.NVME,
    host="PC-0043",
    method=Method.SHRED,
    verified=Checked.YES,
    verification=Verification.VISUAL,
    ended_on=date(2026, 10, 12),
    operator="Technicien du prestataire",
    verifier="Responsable du parc",
    place="Usine",
    destination=Destination.OUTSIDE,
)


def codes(certificate):
    return [each.code for each in judge(certificate).reasons]


def test_an_overwritten_hard_disk_stays_inside_but_does_not_leave():
    assert judge(OVERWRITTEN).state is State.ACCEPTED
    assert judge(OVERWRITTEN).level is Level.CLEAR
    leaving = judge(replace(OVERWRITTEN, destination=Destination.OUTSIDE))
    assert (leaving.state, leaving.needed) == (State.REFUSED, Level.PURGE)
    assert "level_low" in [each.code for each in leaving.reasons]


@pytest.mark.parametrize("medium", [Medium.SSD, Medium.NVME, Medium.EMMC, Medium.USB, Medium.PHONE])
def test_overwriting_flash_is_never_purge(medium):
    assert highest_level(medium, Method.OVERWRITE) < Level.PURGE
    claimed = replace(OVERWRITTEN, medium=medium, claimed=Level.PURGE)
    assert judge(claimed).state is State.REFUSED
    assert "claim" in codes(claimed)


@pytest.mark.parametrize("medium", [Medium.HDD, Medium.SMR, Medium.TAPE])
def test_degaussing_is_not_destruction(medium):
    assert highest_level(medium, Method.DEGAUSS) is Level.PURGE


@pytest.mark.parametrize("medium", [Medium.SSD, Medium.NVME, Medium.EMMC, Medium.USB, Medium.PHONE])
def test_degaussing_does_nothing_to_flash(medium):
    assert "no_effect" in codes(replace(SHREDDED, medium=medium, method=Method.DEGAUSS))


def test_the_block_erase_of_an_ssd_lets_it_leave_and_says_that_the_rule_is_not_verified():
    assert judge(ERASED).state is State.ACCEPTED
    assert judge(ERASED).level is Level.PURGE
    assert "rule_unverified" in codes(ERASED)


def test_erasing_the_key_needs_data_encrypted_since_the_first_use():
    crypto = replace(ERASED, method=Method.CRYPTO_ERASE)
    assert judge(crypto).state is State.INCOMPLETE
    assert judge(replace(crypto, keys=Checked.NO)).state is State.REFUSED
    assert judge(replace(crypto, keys=Checked.YES)).state is State.ACCEPTED


def test_an_nvme_sanitize_is_not_certified_before_its_log_was_read():
    sanitize = replace(ERASED, medium=Medium.NVME, method=Method.NVME_SANITIZE)
    assert (judge(sanitize).state, judge(sanitize).level) == (State.INCOMPLETE, Level.NONE)
    assert "sanitize_log_unknown" in codes(sanitize)
    assert judge(replace(sanitize, sanitize_log=Checked.NO)).state is State.REFUSED
    assert judge(replace(sanitize, sanitize_log=Checked.YES)).state is State.ACCEPTED


def test_a_hidden_area_still_there_refuses_an_overwriting_not_a_destruction():
    assert "hidden_present" in codes(replace(OVERWRITTEN, hidden=Hidden.PRESENT))
    assert "hidden_unknown" in codes(replace(OVERWRITTEN, hidden=Hidden.UNKNOWN))
    assert judge(replace(OVERWRITTEN, hidden=Hidden.REMOVED)).is_accepted
    assert judge(replace(SHREDDED, hidden=Hidden.PRESENT)).is_accepted


@pytest.mark.parametrize(
    "name",
    ["maker", "model", "serial", "medium", "host", "method", "ended_on", "place", "operator",
     "verifier", "destination", "capacity", "tool", "tool_version", "completion", "errors",
     "verification", "verified", "passes"],
)  # fmt: skip
def test_each_missing_fact_is_named(name):
    empty = getattr(Certificate(), name)
    verdict = judge(replace(OVERWRITTEN, **{name: empty}))
    assert verdict.state is State.INCOMPLETE
    assert name in [each.params.get("field") for each in verdict.reasons]


@pytest.mark.parametrize("serial", ["", "  ", "Unknown", "XXXXXXXXXXXXXXX", "00000000", "?"])
def test_a_serial_number_that_names_nothing_is_missing(serial):
    assert not is_usable(serial)
    assert judge(replace(OVERWRITTEN, serial=serial)).state is State.INCOMPLETE


def test_what_went_wrong_refuses_whatever_else_is_right():
    for wrong in (
        {"completion": Completion.INTERRUPTED},
        {"completion": Completion.FAILED},
        {"errors": 1},
        {"unwiped": 512},
        {"verified": Checked.NO},
        {"method": Method.ONLY_READS},
        {"ended_on": date(2026, 10, 1)},
    ):
        verdict = judge(replace(OVERWRITTEN, **wrong))
        assert (verdict.state, verdict.level) == (State.REFUSED, Level.NONE), wrong


def test_a_wiping_that_was_not_verified_is_incomplete():
    assert "not_verified" in codes(replace(OVERWRITTEN, verification=Verification.NONE))
    assert judge(replace(OVERWRITTEN, verification=Verification.NONE)).state is State.INCOMPLETE


def test_shredding_needs_neither_tool_nor_passes_and_asks_for_the_size_of_the_fragments():
    assert judge(SHREDDED).is_accepted
    assert "fragments" in codes(SHREDDED)


def test_every_rule_names_its_source_and_every_reason_has_words():
    assert all(rule.source.link for rule in rules().values())
    assert set(table()["needs"]) == {"inside", "outside"}
    wrong = [
        Certificate(),
        replace(OVERWRITTEN, claimed=Level.DESTROY, destination=Destination.OUTSIDE),
        replace(OVERWRITTEN, hidden=Hidden.UNKNOWN, verification=Verification.NONE),
        replace(SHREDDED, method=Method.DEGAUSS),
        replace(ERASED, method=Method.CRYPTO_ERASE),
        replace(OVERWRITTEN, errors=3, unwiped=4, verified=Checked.NO, method=Method.ONLY_READS),
    ]
    for lang in ("fr", "en"):
        for each in wrong:
            verdict = judge(each)
            assert verdict_sentence(verdict, lang)
            for reason in verdict.reasons:
                sentence, hint = reason_words(reason, lang)
                assert sentence
                assert hint or reason.code == "field" or reason.weight is Weight.CAUTION


# Leaving ------------------------------------------------------------------------------------------


def test_a_device_leaves_once_each_of_its_drives_is_wiped_for_leaving():
    both = [ERASED, replace(SHREDDED, serial="B")]
    assert ready_to_leave(DeviceFacts(drives=2), both).is_ready
    assert ready_to_leave(DeviceFacts(drives=2), both).level is Level.PURGE
    one = ready_to_leave(DeviceFacts(drives=2), both[:1])
    assert [code for code, _values in one.reasons] == ["drives"]
    assert "1 de ses 2 supports" in leaving_words(one, "fr")[0]


def test_a_certificate_for_use_inside_does_not_let_a_device_leave():
    assert judge(OVERWRITTEN).is_accepted
    ready = ready_to_leave(DeviceFacts(), [OVERWRITTEN])
    assert [code for code, _values in ready.reasons] == ["refused"]


def test_a_device_without_certificate_needs_a_signed_statement():
    assert not ready_to_leave(DeviceFacts(), []).is_ready
    silent = ready_to_leave(DeviceFacts(stores_data=False), [])
    assert [code for code, _values in silent.reasons] == ["no_statement"]
    assert ready_to_leave(DeviceFacts(no_media_by="Responsable du parc"), []).is_ready
    assert not ready_to_leave(DeviceFacts(no_media_by="  "), []).is_ready


def test_a_statement_that_a_certificate_contradicts_lets_nothing_leave():
    ready = ready_to_leave(DeviceFacts(no_media_by="Responsable"), [ERASED])
    assert [code for code, _values in ready.reasons] == ["contradiction"]


def test_the_last_wiping_of_a_drive_counts():
    failed = replace(ERASED, completion=Completion.FAILED)
    later = replace(failed, ended_on=date(2026, 11, 3))
    assert ready_to_leave(DeviceFacts(drives=1), [failed, ERASED]).is_ready
    assert not ready_to_leave(DeviceFacts(drives=1), [ERASED, later]).is_ready


def test_reading_a_wiped_drive_again_takes_nothing_away_from_its_wiping():
    read = replace(ERASED, method=Method.ONLY_READS, ended_on=date(2026, 11, 9))
    assert ready_to_leave(DeviceFacts(drives=1), [ERASED, read]).is_ready
    assert not ready_to_leave(DeviceFacts(drives=1), [read]).is_ready
    dirty = replace(read, verified=Checked.NO)
    assert not ready_to_leave(DeviceFacts(drives=1), [ERASED, dirty]).is_ready


def test_drives_that_nobody_counted_are_not_one():
    found = ready_to_leave(DeviceFacts(), [ERASED])
    assert not found.is_ready
    assert [code for code, _values in found.reasons] == ["drives_unknown"]
    assert "1 support est effacé" in leaving_words(found, "fr")[0]
    assert ready_to_leave(DeviceFacts(drives=1), [ERASED]).is_ready


BACK = date(2026, 11, 20)  # after the wiping of ERASED


def leaving_codes(facts, *certificates):
    return [code for code, _values in ready_to_leave(facts, certificates).reasons]


def test_a_certificate_older_than_the_last_return_to_use_frees_nothing():
    again = DeviceFacts(drives=1, used_again_on=BACK, retired_on=date(2026, 11, 25))
    found = ready_to_leave(again, [ERASED])
    assert not found.is_ready
    assert found.reasons[0][0] == "used_since"
    words = leaving_words(found, "fr")[0]
    assert "remis en service le 20 novembre 2026" in words
    assert ERASED.serial in words
    later = replace(ERASED, ended_on=date(2026, 11, 26))
    assert ready_to_leave(again, [ERASED, later]).is_ready


def test_a_wiping_on_the_day_of_the_return_asks_a_person_what_came_first():
    again = DeviceFacts(drives=1, used_again_on=ERASED.ended_on)
    found = ready_to_leave(again, [ERASED])
    assert not found.is_ready
    assert found.reasons[0][0] == "same_day"
    assert "Avant ou après" in leaving_words(found, "fr")[0]


def test_a_wiping_before_the_device_left_use_asks_whether_it_served_meanwhile():
    retired = DeviceFacts(drives=1, retired_on=BACK)
    assert leaving_codes(retired, ERASED) == ["before_retired"]
    assert "a-t-il servi" in leaving_words(ready_to_leave(retired, [ERASED]), "fr")[0]
    assert ready_to_leave(replace(retired, retired_on=ERASED.ended_on), [ERASED]).is_ready


def test_a_drive_taken_out_since_does_not_block_those_wiped_afterwards():
    later = replace(ERASED, serial="NEW", ended_on=date(2026, 11, 26))
    assert ready_to_leave(DeviceFacts(drives=1, used_again_on=BACK), [ERASED, later]).is_ready
    two = DeviceFacts(drives=2, used_again_on=BACK)
    assert leaving_codes(two, ERASED, later) == ["used_since", "drives"]
    assert leaving_codes(DeviceFacts(used_again_on=BACK), ERASED, later) == ["used_since"]


def test_a_statement_of_no_medium_older_than_the_return_to_use_is_signed_again():
    old = DeviceFacts(no_media_by="Responsable", no_media_on=BACK, used_again_on=BACK)
    assert leaving_codes(old) == ["statement_old"]
    assert ready_to_leave(replace(old, no_media_on=date(2026, 11, 21)), [ERASED]).is_ready
    undated = replace(old, no_media_on=None)
    assert leaving_codes(undated) == ["statement_old"]
