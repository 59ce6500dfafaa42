"""What is doubted of a fleet before its result is read."""

import pytest

from jalons.footprint import assess, load_pack, read
from jalons.footprint.words.summary import summarise


def codes(text: str, staff: int | None) -> set[str]:
    return {each.code for each in assess(read(text.encode()), staff=staff).notices}


@pytest.mark.parametrize(
    ("computers", "staff", "doubted"),
    [(312, 3, True), (312, None, False), (40, 50, False), (3, 1, False), (401, 100, True)],
)
def test_more_computers_than_people_can_use_are_doubted(computers, staff, doubted):
    found = codes(f"Type;Quantité\nPC fixe;{computers}\n", staff)
    assert ("many_devices_per_staff" in found) is doubted


def test_many_small_devices_for_few_people_are_doubted():
    text = "Type;Quantité\nPC fixe;10\nTéléphone fixe;400\n"
    assert "many_devices_per_staff" in codes(text, 10)
    assert "many_devices_per_staff" not in codes(text, 100)


def test_nearly_no_computer_for_many_people_is_doubted():
    found = assess(read("Type;Quantité\nPC fixe;2\nÉcran;2\n".encode()), staff=1000)
    ((text, _),) = summarise(found, load_pack(), lang="fr").warnings
    assert text.startswith("2 ordinateurs pour 1\u202f000 agents")


def test_what_may_change_the_order_of_magnitude_is_read_before_the_result():
    found = assess(read(b"Type;Quantity\nlaptop;312\n"), staff=3)
    summary = summarise(found, load_pack(), lang="fr")
    ((text, hint),) = summary.warnings
    assert text.startswith("104 appareils par agent")
    assert "quantités" in hint
    assert text not in {each for each, _ in summary.notices}
