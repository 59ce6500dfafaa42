"""The demonstration has street lights, two scenarios and a case; loading again changes nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from factories.authorities import make_authority
from jalons.foundation.accounts.models import User
from jalons.twin.web.cases import queries as cases
from jalons.twin.web.cases.models import TwinCase
from jalons.twin.web.demo import whatif as demo_whatif
from jalons.twin.web.whatif import computation
from jalons.twin.web.whatif.models import TwinSnapshot, WhatIf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]


def test_an_older_demonstration_gains_lights_scenarios_and_a_case_once() -> None:
    authority = make_authority("demo", "Démo", kind="demo")
    people = [User.objects.create_user(f"{name}@example.org", "x") for name in ("a", "b")]
    given = {"authority": authority, "lead": people[0], "contributor": people[1]}
    assert demo_whatif.fill(**given, now=timezone.now()) == 30  # type: ignore[arg-type]
    assert demo_whatif.fill(**given, now=timezone.now()) == 0  # type: ignore[arg-type]
    assert WhatIf.objects.of(authority).count() == 2
    assert TwinSnapshot.objects.of(authority).count() == 1
    held = TwinCase.objects.of(authority).get()
    assert held.state == TwinCase.State.LIVE
    off = WhatIf.objects.of(authority).get(name="Éteindre entre 23 h et 5 h")
    main = computation.scenario_run(off).result.main
    assert main is not None
    assert dict(main.after.left_out) == {"power_unknown": 3}  # a real file has holes
    yearly = cases.estimate(off)
    assert yearly is not None
    assert 1_000 < yearly.low < yearly.mid < yearly.high < 10_000
