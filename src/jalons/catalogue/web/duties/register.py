"""The register of answers to duties, and what it says on the page of a dataset."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.datasets.panels import panels
from jalons.catalogue.web.duties import queries
from jalons.catalogue.web.duties.models import DutyAnswer
from jalons.foundation.design.panels import Panel
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import form_of

ANSWER = ("dataset", "verdict", "reason")
OneForm = form_of(DutyAnswer, *ANSWER)  # the answer to the duty of a page


def _panel(dataset: Dataset) -> Panel | None:
    found = queries.rows(dataset.authority).filter(dataset=dataset)
    names = [str(each.get_duty_display()) for each in found]
    if not names:
        return None
    sentence = _("This dataset fulfils: %(names)s.") % {"names": ", ".join(names)}
    url = reverse("duty_answer_list", args=[dataset.authority.slug])
    return Panel(sentence, url=url, action=_("See the duties"))


answers = Register(
    DutyAnswer, "duty_answer", form_of(DutyAnswer, "duty", *ANSWER),
    List("duty", "dataset", "verdict", "reason", sort="duty"),
    rows=queries.rows, templates="catalogue/duties",
)  # fmt: skip
panels.add("duties", gettext_lazy("Publication duties"), _panel)
