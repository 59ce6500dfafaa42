"""The file of a lot: any changed byte is found and named, with Jalons or with Python alone."""

import json
import subprocess
import sys
from copy import deepcopy

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from jalons.reuse.cli.lots import verify_file
from jalons.reuse.documents.slip import verifier
from jalons.reuse.engine.lots.chain import Break, canonical, hash_of, verify
from jalons.reuse.engine.lots.events import exported, seal
from jalons.reuse.words.lots import break_words

CONTENTS = (
    ("offered", {"name": "Écrans « bureau »", "devices": [{"serial": "É\u2028\t\"42"}]}),
    ("agreed", {"taker": "Ressourcerie"}),
    ("collected", {"grams": None, "photos": ["ab" * 32]}),
    ("proof", {"count": 4, "on": "2026-11-03"}),
)  # fmt: skip


def chain():
    events = []
    for n, (kind, content) in enumerate(CONTENTS):
        at = f"2026-11-0{n + 1}T10:00:00+01:00"
        events.append(seal(at, kind, deepcopy(content), events[-1] if events else None))
    return events


WHOLE = exported(chain())


def test_a_file_nobody_changed_is_whole():
    assert verify(WHOLE) == ()


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found(place, difference):
    changed = bytearray(WHOLE)
    changed[place] ^= difference
    assert verify(bytes(changed))


@given(st.binary(max_size=200))
def test_what_is_no_lot_is_never_whole(raw):
    assert verify(raw)


def forged(change):
    events = chain()
    change(events)
    return verify(exported(events))


def test_what_was_changed_is_named():
    def number_of_proved(events):
        events[3]["content"]["count"] = 40

    assert forged(number_of_proved) == (Break(4, "content"),)
    assert "Événement 4" in break_words(Break(4, "content"), "fr")


def test_an_event_rewritten_with_its_hash_breaks_the_next_one():
    def rewritten(events):
        events[1]["content"]["taker"] = "Autre"
        events[1]["hash"] = hash_of(events[1])

    assert forged(rewritten) == (Break(3, "link"),)


def test_an_event_taken_out_or_moved_is_found():
    def without(events):
        del events[1]

    def swapped(events):
        events[1], events[2] = events[2], events[1]

    assert Break(2, "link") in forged(without)
    assert Break(2, "number") in forged(swapped)


def test_the_last_event_cannot_be_dropped_while_the_end_stays():
    file = json.loads(WHOLE)
    del file["events"][-1]
    assert verify(canonical(file)) == (Break(0, "head"),)


def test_a_file_written_otherwise_is_said_to_be():
    assert verify(json.dumps(json.loads(WHOLE), indent=2).encode()) == (Break(0, "bytes"),)


def test_the_canonical_form_is_that_of_rfc_8785():
    value = {"b": [1, None, True], "a": 'é\u20ac\n\x0f"\\/\x7f'}
    assert canonical(value) == '{"a":"é€\\n\\u000f\\"\\\\/\x7f","b":[1,null,true]}'.encode()


def run(tmp_path, raw):
    program, file = tmp_path / "verifier_lot.py", tmp_path / "lot.json"
    program.write_text(verifier("fr"), encoding="utf-8")
    file.write_bytes(raw)
    command = [sys.executable, "-I", "-S", "-X", "utf8", program, file]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_a_taker_verifies_offline_with_python_alone(tmp_path):
    found = run(tmp_path, WHOLE)
    assert found.returncode == 0
    assert json.loads(WHOLE)["head"] in found.stdout
    broken = run(tmp_path, WHOLE.replace(b"Ressourcerie", b"Ressourcerje"))
    assert broken.returncode == 1
    assert "Événement 2 : son contenu a été changé." in broken.stdout


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_program_is_short_and_imports_the_standard_library_only(lang):
    lines = verifier(lang).splitlines()
    written = [each for each in lines if each.strip()]
    assert len(written) < 60
    imports = [each.split()[1] for each in lines if each.lstrip().startswith(("import ", "from "))]
    assert set(imports) <= {"__future__", "json", "hashlib", "typing", "sys"}


def test_the_command_names_what_changed(tmp_path):
    file = tmp_path / "lot.json"
    file.write_bytes(WHOLE)
    head = json.loads(WHOLE)["head"]
    found = CliRunner().invoke(verify_file, [str(file), "--head", chain()[1]["hash"]])
    assert (found.exit_code, head in found.output) == (0, True)
    other = CliRunner().invoke(verify_file, [str(file), "--head", "0" * 64])
    assert other.exit_code == 1
    file.write_bytes(WHOLE.replace(b"agreed", b"offred"))
    broken = CliRunner().invoke(verify_file, [str(file)])
    assert (broken.exit_code, "2" in broken.output) == (1, True)


@pytest.mark.extras
def test_the_command_verifies_passports(tmp_path):
    from jalons.reuse.engine.lots.passports import sign

    file, made = tmp_path / "passeport.json", sign({"kind": "laptop"}, bytes(32))
    file.write_text(json.dumps(made))
    assert CliRunner().invoke(verify_file, [str(file), "--key", made["key"]]).exit_code == 0
    file.write_text(json.dumps(made).replace("laptop", "tablet"))
    assert CliRunner().invoke(verify_file, [str(file)]).exit_code == 1
