"""Forms of everybody: from their page only, neither at once nor twice, not by thousands."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory

from jalons.foundation.publishing.errors import PublishingError
from jalons.foundation.publishing.public.forms import TOKEN, TRAP, PublicForm

NOON = "2026-11-28T12:00:00Z"


def sent(form: PublicForm, after: float, *, address: str = "192.0.2.7", **more: str):
    """A form sent some seconds after its page was shown; the answer of the check."""
    headers = {key[5:].replace("_", "-"): value for key, value in more.items()
               if key.startswith("head_")}  # fmt: skip
    fields = {key: value for key, value in more.items() if not key.startswith("head_")}
    with time_machine.travel(NOON, tick=False) as moment:
        fields = {TOKEN: form.token(), **fields}
        moment.shift(timedelta(seconds=after))
        return form.check(RequestFactory().post("/", fields, headers=headers, REMOTE_ADDR=address))


def code_of(form: PublicForm, after: float = 30, **more: str) -> str:
    with pytest.raises(PublishingError) as refused:
        sent(form, after, **more)
    return refused.value.code


def test_a_form_sent_from_its_page_by_a_person_may_be_stored():
    assert sent(PublicForm("a"), 3)
    assert sent(
        PublicForm("a"), 3, head_Origin="http://testserver", head_Sec_Fetch_Site="same-origin"
    )


@pytest.mark.parametrize(
    ("after", "more", "code"),
    [
        (0, {}, "form_fast"), (1, {}, "form_fast"), (13 * 3600, {}, "form_old"),
        (30, {TOKEN: "x"}, "form_old"), (30, {TRAP: "https://buy.example"}, "form_robot"),
        (30, {"head_Origin": "https://elsewhere.example"}, "form_elsewhere"),
        (30, {"head_Sec_Fetch_Site": "cross-site"}, "form_elsewhere"),
    ],
)  # fmt: skip
def test_what_is_not_sent_by_a_person_from_the_page_is_refused(after, more, code):
    assert code_of(PublicForm("a"), after, **more) == code


def test_a_token_of_another_family_of_forms_is_refused():
    with time_machine.travel(NOON, tick=False):
        token = PublicForm("b").token()
    assert code_of(PublicForm("a"), **{TOKEN: token}) == "form_old"


def test_a_form_is_stored_once_however_often_it_is_sent():
    form = PublicForm("a")
    token = sent(form, 30)
    assert code_of(form, **{TOKEN: token}) == "form_twice"


def test_one_address_may_send_some_and_another_still_may():
    form = PublicForm("a", per_address=3)
    for _ in range(3):
        sent(form, 30)
    assert code_of(form) == "form_flood"
    assert sent(form, 30, address="192.0.2.8")


def test_addresses_of_one_ipv6_network_are_one():
    form = PublicForm("a", per_address=1)
    sent(form, 30, address="2001:db8:1:2::1")
    assert code_of(form, address="2001:db8:1:2:ffff::9") == "form_flood"


def test_a_flood_from_everywhere_stops_at_the_limit_of_all():
    form = PublicForm("a", in_all=5)
    for place in range(5):
        sent(form, 30, address=f"192.0.2.{place}")
    assert code_of(form, address="192.0.2.99") == "form_flood"


def test_no_address_is_in_what_is_remembered():
    form = PublicForm("a")
    sent(form, 30, address="192.0.2.7")
    assert "192.0.2.7" not in repr(vars(form))
    assert b"192.0.2.7" not in b"".join(form._sent)


def test_an_hour_later_the_count_is_forgotten(monkeypatch):
    form = PublicForm("a", per_address=1)
    sent(form, 30)
    import jalons.foundation.publishing.public.forms as module

    later = module.time.monotonic() + 3_601
    monkeypatch.setattr(module.time, "monotonic", lambda: later)
    assert sent(form, 30)
