"""Logs of nwipe, of six versions: read by method, end, errors and verification, drive by drive."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.reuse.capture.wiping import MOST_BYTES, maker_of, medium_of, read_log
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.wiping.facts import (
    Checked,
    Completion,
    Destination,
    Hidden,
    Medium,
    Method,
    Verification,
)
from jalons.reuse.engine.wiping.verdict import State, judge
from reuse.wiping.logs import SIZE, Drive, line, log, old_log

VERSIONS = ["0.30", "0.32", "0.34", "0.38", "0.42"]


def completed(certificate):
    """The facts that a person adds to a log."""
    return replace(
        certificate,
        maker=certificate.maker or "Toshiba",
        serial=certificate.serial or "TYPED",
        medium=certificate.medium or Medium.HDD,
        host="PC-0042",
        hidden=certificate.hidden or Hidden.ABSENT,
        operator="Technicien",
        verifier="Responsable",
        place="Atelier",
        destination=Destination.INSIDE,
    )


def read(text):
    return [each.certificate for each in read_log(text.encode())]


def verdicts(text):
    return [judge(completed(each)).state for each in read(text)]


@pytest.mark.parametrize("version", ["0.32", "0.34", "0.38", "0.42"])
def test_a_wiping_done_is_accepted(version):
    (found,) = read(log(Drive(), version=version))
    assert judge(completed(found)).state is State.ACCEPTED
    assert (found.method, found.method_name) == (Method.OVERWRITE, "PRNG Stream")
    assert (found.completion, found.errors, found.passes) == (Completion.COMPLETED, 0, 2)
    assert (found.verification, found.verified) == (Verification.LAST, Checked.YES)
    assert (found.tool_version, found.capacity, found.serial) == (version, SIZE, "35H2SCTWS")
    assert found.host == "Dell Inc. Latitude 5400"


@pytest.mark.parametrize(
    ("before", "after"), [("Oct 12 10:20:30 shredos nwipe[212]: ", "\r"), ("\x1b[0m", "\x1b[32m")]
)
def test_a_log_that_went_through_a_system_journal_or_a_terminal_is_read(before, after):
    text = "".join(f"{before}{each}{after}\n" for each in log(Drive()).splitlines())
    assert read(text) == read(log(Drive()))
    assert verdicts(text) == [State.ACCEPTED]


@pytest.mark.parametrize("text", [old_log(Drive()), log(Drive(), version="0.30")])
def test_old_versions_count_no_errors_drive_by_drive_so_a_person_answers(text):
    (found,) = read(text)
    assert (found.completion, found.errors) == (Completion.COMPLETED, None)
    assert judge(completed(found)).state is State.INCOMPLETE


@pytest.mark.parametrize("method", ["Verify Zeros (0x00)", "Verify Ones  (0xFF)", "Verify Blank"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_run_that_only_reads_prints_erased_and_is_refused(version, method):
    text = log(Drive(), version=version, method=method)
    assert "| Erased |" in text
    assert verdicts(text) == [State.REFUSED]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_aborted_run_counts_no_error_and_is_refused(version):
    text = log(Drive(outcome="aborted"), version=version)
    assert re.search(r"sda \| +0 \| +0 \|", text) or version == "0.30"
    assert verdicts(text) == [State.REFUSED]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_run_that_failed_is_refused(version):
    assert verdicts(log(Drive(outcome="failed"), version=version)) == [State.REFUSED]


@pytest.mark.parametrize("version", VERSIONS)
def test_errors_of_verification_are_refused_even_after_success_lines(version):
    assert verdicts(log(Drive(verify_errors=3), version=version)) == [State.REFUSED]


def test_a_log_that_stops_before_its_end_is_not_accepted():
    assert verdicts(log(Drive(), ended=False)) == [State.INCOMPLETE]
    assert verdicts(log(Drive(outcome="cut"), ended=False)) == [State.INCOMPLETE]
    assert verdicts(old_log(Drive(), ended=False)) == [State.INCOMPLETE]


def test_a_run_cut_while_blanking_is_not_accepted():
    text = log(Drive()).replace("[SUCCESS] Blanked device /dev/sda", "…")
    assert verdicts(text) == [State.REFUSED]


def test_a_wiping_without_verification_is_incomplete():
    assert verdicts(log(Drive(), verify="0 (off)")) == [State.INCOMPLETE]


def test_several_drives_of_a_log_have_each_their_own_verdict():
    drives = (
        Drive(),
        Drive("/dev/sdb", serial="B-2", outcome="failed"),
        Drive("/dev/nvme0n1", bus="NVME-SSD", model="SAMSUNG MZVLB256", serial="S4GE"),
    )
    found = read(log(*drives, version="0.42"))
    assert [each.serial for each in found] == ["35H2SCTWS", "B-2", "S4GE"]
    assert [judge(completed(each)).state for each in found] == [
        State.ACCEPTED, State.REFUSED, State.ACCEPTED,
    ]  # fmt: skip
    assert found[2].medium is Medium.NVME


def test_the_runs_of_one_file_are_read_apart():
    text = (
        log(Drive(outcome="cut"), ended=False) + log(Drive()) + log(Drive("/dev/sdb", serial="B"))
    )
    found = read(text)
    assert [each.serial for each in found] == ["35H2SCTWS", "35H2SCTWS", "B"]
    assert [judge(completed(each)).state for each in found] == [
        State.INCOMPLETE, State.ACCEPTED, State.ACCEPTED,
    ]  # fmt: skip


@pytest.mark.parametrize("serial", ["", "XXXXXXXXXXXXXXX", "(S/N: unknown)", "0123456789ABCDEF"])
def test_an_empty_or_masked_serial_number_asks_a_person(serial):
    (found,) = read(log(Drive(serial=serial)))
    assert found.serial == ""
    verdict = judge(replace(completed(found), serial=found.serial))
    assert "serial" in [each.params.get("field") for each in verdict.reasons]


def test_hidden_areas_are_read():
    states = {"none": Hidden.ABSENT, "found": Hidden.PRESENT, "unknown": Hidden.UNKNOWN}
    for hidden, expected in states.items():
        assert read(log(Drive(hidden=hidden)))[0].hidden is expected
    assert verdicts(log(Drive(hidden="found"))) == [State.REFUSED]


def test_a_drive_that_was_found_and_not_wiped_is_not_listed():
    text = log(Drive()).replace(
        "Automatically",
        "Found /dev/sdz,  ATA, OTHER,  1 TB, S/N=Z\n" + line("Automatically")[:32],
        1,
    )
    assert [each.serial for each in read(text)] == ["35H2SCTWS"]


def test_a_sanitize_command_counts_once_the_drive_says_it_succeeded():
    start = "\n".join([
        line("nwipe 0.42", "info"),
        line("Found /dev/nvme0n1, NVME-SSD, SAMSUNG MZVLB256,  256 GB, S/N=S4GE"),
        line("NVMe namespace '/dev/nvme0n1' belongs to NVMe controller '/dev/nvme0' (ns_count=1)"),
        line("/dev/nvme0: issuing SANITIZE sanact=2", "info"),
        line("/dev/nvme0: SANITIZE command accepted (sanact=2)", "info"),
    ])  # fmt: skip
    (accepted,) = read(start)
    assert accepted.method is Method.NVME_SANITIZE
    assert (accepted.completion, accepted.sanitize_log) == (Completion.UNKNOWN, Checked.UNKNOWN)
    said = "/dev/nvme0: SANITIZE action 'Block Erase'"
    (done,) = read(start + "\n" + line(f"{said} was successful.", "info"))
    assert (done.completion, done.sanitize_log) == (Completion.COMPLETED, Checked.YES)
    (failed,) = read(start + "\n" + line(f"{said} has failed.", "error"))
    assert (failed.completion, failed.sanitize_log) == (Completion.FAILED, Checked.NO)
    (mute,) = read(start + "\n" + line(f"{said} has completed.", "info"))
    assert (mute.completion, mute.sanitize_log) == (Completion.UNKNOWN, Checked.UNKNOWN)


def test_the_medium_of_a_plain_ata_drive_is_asked_not_guessed():
    assert medium_of("ATA") is Medium.UNKNOWN
    assert medium_of("ATA-SSD") is Medium.SSD
    assert medium_of("USB") is Medium.UNKNOWN
    assert medium_of("MMC") is Medium.EMMC


def test_a_maker_found_in_a_model_is_marked_as_inferred():
    assert maker_of("ATA ST1000LM035") == "Seagate"
    assert maker_of("STEC MACH16") == ""
    assert "maker" in read(log(Drive()))[0].inferred


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe\x00Erased", b"Erased\n" * 50])
def test_an_unknown_file_is_refused_with_what_to_do(content):
    with pytest.raises(ReuseError) as caught:
        read_log(content)
    assert caught.value.code == "wipe_log_unknown"
    assert caught.value.hint()


def test_a_file_too_large_to_be_a_log_is_refused():
    with pytest.raises(ReuseError) as caught:
        read_log(b"x" * (MOST_BYTES + 1))
    assert caught.value.code == "wipe_log_heavy"


# Properties ---------------------------------------------------------------------------------------

_DRIVES = st.builds(
    Drive,
    path=st.just("/dev/sda"),
    outcome=st.sampled_from(["done", "aborted", "failed", "cut"]),
    verify_errors=st.sampled_from([0, 0, 1, 250]),
    hidden=st.sampled_from(["none", "found", "unknown"]),
)
_OPTIONS = {
    "version": st.sampled_from(VERSIONS),
    "method": st.sampled_from(["PRNG Stream", "Fill With Zeros", "Verify Zeros (0x00)"]),
    "ended": st.booleans(),
    "blank": st.booleans(),
}


@given(drive=_DRIVES, **_OPTIONS)
def test_no_log_that_lacks_its_end_or_has_errors_is_accepted(drive, **options):
    text = log(drive, **options)
    (state,) = verdicts(text)
    sound = drive.outcome == "done" and not drive.verify_errors and options["ended"]
    sound = sound and not options["method"].startswith("Verify")
    sound = sound and "HIDDEN SECTORS DETECTED" not in text
    assert state is not State.ACCEPTED or sound


@given(data=st.data(), version=st.sampled_from(VERSIONS))
def test_lines_lost_from_a_log_never_make_it_better(data, version):
    outcome = data.draw(st.sampled_from(["done", "aborted", "failed"]))
    lines = log(Drive(outcome=outcome), version=version).split("\n")
    lost = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=12))
    text = "\n".join(each for number, each in enumerate(lines) if number not in lost)
    try:
        states = verdicts(text)
    except ReuseError:
        return
    if State.ACCEPTED in states:
        assert outcome == "done"
        assert "Finished final round 1 of 1 on /dev/sda" in text
        assert re.search(r"sda \| +0 \| +0 \|", text)
        assert "Nwipe successfully completed" in text


@given(content=st.binary(max_size=400), cut=st.integers(0, 6000))
def test_any_bytes_are_read_or_refused_never_accepted(content, cut):
    text = log(Drive(outcome="cut"), ended=False).encode()[:cut] + content
    try:
        found = read_log(text)
    except ReuseError:
        return
    assert all(not judge(completed(each.certificate)).is_accepted for each in found)
