"""What people wrote before the registers of the twin: nothing is lost, the trash stays a trash."""

from __future__ import annotations

import zlib
from datetime import timedelta

from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch
from jalons.twin.web.dashboards.models import Dashboard
from jalons.twin.web.whatif.models import TwinSnapshot, WhatIf

NOW = timezone.now()
OLD = {"version": 1, "title": "Avant", "tiles": [{"kind": "text", "id": "t1", "text": "un"}]}
NEW = {"version": 1, "title": "Après", "tiles": [{"kind": "text", "id": "t1", "text": "deux"}]}


def test_rows_written_before_the_registers_are_all_there_and_can_be_undone_or_restored(former):
    old = former.at(("twin", "0006_alert_rules_register"))
    rows = {
        name: old.get_model("twin", name)._base_manager
        for name in ("Dashboard", "TwinSnapshot", "WhatIf")
    }
    authority = old.get_model("accounts", "Authority").objects.create(slug="a", name="A")
    own = {"authority": authority}
    rows["Dashboard"].create(name="Après", document=NEW, former=OLD, audience="open", **own)
    rows["Dashboard"].create(name="Avant", document=OLD, position=2, **own)
    taken = rows["TwinSnapshot"].create(
        name="Photo", entities=3, documents=zlib.compress(b"[]"),
        taken_at=NOW - timedelta(days=90), **own,
    )  # fmt: skip
    changes = [{"kind": "scale", "type": "Bin", "attribute": "level", "factor": 2.0}]
    rows["WhatIf"].create(snapshot=taken, name="Gardé", changes=changes, **own)
    gone = NOW - timedelta(days=3)
    rows["WhatIf"].create(snapshot=taken, name="Jeté", deleted_at=gone, **own)
    former.latest()
    town = Authority.objects.get(slug="a")
    first, second = Dashboard.objects.of(town)
    assert (first.document, second.document) == (NEW, OLD)
    assert first.audience == "open"
    writer.undo(town, None, Batch.objects.of(town).get())
    assert Dashboard.objects.of(town).get(pk=first.pk).document == OLD
    assert TwinSnapshot.objects.of(town).get().created_at == NOW - timedelta(days=90)
    binned = WhatIf.objects.of(town).get(name="Jeté")
    assert binned.deleted_at == gone
    writer.purge(now=NOW + timedelta(days=26))
    assert writer.restore(town, None, binned).restored == 1
    assert WhatIf.objects.of(town).get(name="Gardé").changes == changes
