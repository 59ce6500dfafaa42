"""The registers of the diagnosis: facts, answers and saved diagnoses; its pages are its own."""

from __future__ import annotations

from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile, Snapshot


class TrackForm(RecordForm[Profile]):
    """The track a person chooses; the empty one is that of the facts."""

    class Meta:
        model = Profile
        fields = ("track",)


class AnswerForm(RecordForm[GivenAnswer]):
    """An answer with its evidence; a page of questions has a form of many."""

    class Meta:
        model = GivenAnswer
        fields = ("said", "evidence")


class SnapshotForm(RecordForm[Snapshot]):
    """The name of a diagnosis to save."""

    class Meta:
        model = Snapshot
        fields = ("name",)


profiles = Register(Profile, "diagnosis_profile", TrackForm, List("track", "referential"))
answers = Register(GivenAnswer, "diagnosis_answer", AnswerForm, List("question", "said"))
snapshots = Register(Snapshot, "diagnosis_snapshot", SnapshotForm, List("name", "created_at"))
