"""The register of ecodesign reviews and of their answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Part, Register
from jalons.webaudit.web.ecodesign import indicators, queries
from jalons.webaudit.web.ecodesign.forms import AnswerForm, ReviewForm
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview
from jalons.webaudit.words import ecodesign as words

reviews = Register(
    EcodesignReview,
    "ecodesign_review",
    ReviewForm,
    List(Column(gettext_lazy("Service"), str, "service__name"),
         Column(gettext_lazy("Score"), lambda each: words.percent(each.score, lang()), "score"),
         "untested", "reviewed_on", search=("referent", "service__name"), sort="service__name",
         headline=queries.headline),
    rows=queries.rows,
    parts=(Part(EcodesignAnswer, AnswerForm, "criteres", gettext_lazy("Answers"),
                gettext_lazy("Answer a criterion")),),
    after=indicators.compute,
    templates="webaudit/ecodesign",
)  # fmt: skip
