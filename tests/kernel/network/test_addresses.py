"""Which addresses may be reached: public ones, unless more is allowed."""

from ipaddress import ip_address

import pytest

from jalons.kernel.network.addresses import Reach, is_public


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "224.0.0.1",
     "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
)  # fmt: skip
def test_an_address_of_an_internal_network_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


def test_the_first_address_that_may_be_reached_is_chosen() -> None:
    assert Reach().chosen("a.example", ["10.0.0.1", "93.184.216.34"]) == "93.184.216.34"
    assert Reach().chosen("a.example", ["10.0.0.1"]) == ""
    assert Reach(allowed=frozenset({"10.0.0.0/8"})).chosen("a.example", ["10.0.0.1"]) == "10.0.0.1"
    assert Reach(anything=True).chosen("a.example", ["::1%eth0"]) == "::1%eth0"
    assert Reach().refuses("localhost")
    assert not Reach().refuses("data.gouv.fr")
