"""What people say of a contract file, of its clauses and of their values, of a check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.fields import NumberField
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.declaration import model_of
from jalons.foundation.register.forms import RecordForm
from jalons.procurement.engine.clauses import catalogue as data
from jalons.procurement.web.clauses import models
from jalons.procurement.web.own_clauses.models import OwnClause
from jalons.procurement.web.own_clauses.queries import in_use
from jalons.procurement.words import clauses as words

ACCEPT = "accept"  # the box that confirms the proposed values


class SelectionForm(RecordForm[models.ClauseSelection]):
    """A contract; its tender is one of the authority's, when it has any."""

    tender = forms.ChoiceField(label=_("Tender concerned"), required=False)

    class Meta:
        model = models.ClauseSelection
        fields = ("name", "market", "tender", "notified_on", "months", "delivery_on", "clauses")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["clauses"]  # machines write them here, people on a page of their own
        if len(self.fields["tender"].choices) == 1:  # type: ignore[attr-defined]
            del self.fields["tender"]

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        if name != "tender":
            return []
        rows = living(model_of("tender"), self.authority)
        return [("", "–"), *((str(each.urn), str(each)) for each in rows)]


class ChoiceForm(RecordForm[models.ClauseSelection]):
    """The clauses written for the kind of contract, by family, and those chosen already."""

    class Meta:
        model = models.ClauseSelection
        fields = ("clauses",)

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        del name
        groups: dict[str, list[tuple[str, str]]] = {}
        for each in data.catalogue().values():
            if self.instance.market in each.markets or each.id in self.instance.clauses:
                kind = words.label("kind", each.kind, lang()).lower()
                family = words.label("family", each.family, lang())
                group = groups.setdefault(format_html("<strong>{}</strong>", family), [])
                group.append((each.id, f"{each.title(lang())} – {kind}"))
        return list(groups.items())


class ValuesForm(RecordForm[models.ClauseSelection]):
    """The values of the clauses: typed, or the proposed ones once a person accepts them."""

    class Meta:
        model = models.ClauseSelection
        fields = ()

    @classmethod
    def of(cls, sent: Any = None, *, instance: models.ClauseSelection) -> Any:
        fields: dict[str, Any] = {key: _field(each) for key, each in _parameters(instance)}
        text = _("I confirm the proposed values for the fields left empty")
        fields[ACCEPT] = forms.BooleanField(label=text, required=False)
        return type("Values", (cls,), fields)(sent, instance=instance, initial=instance.values)

    def values(self) -> Mapping[str, Any]:
        typed, accepted = self.cleaned_data, self.cleaned_data.get(ACCEPT)
        found = {key: each.proposed if accepted and typed[key] in {None, ""} else typed[key]
                 for key, each in _parameters(self.instance)}  # fmt: skip
        return {"values": {key: each for key, each in found.items() if each not in {None, ""}}}

    def in_sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for clause in data.chosen(self.instance.clauses):
            if fields := [self[f"{clause.id}.{each.name}"] for each in clause.parameters]:
                yield clause.title(lang()), fields
        yield "", [self[ACCEPT]]


def _parameters(found: models.ClauseSelection) -> list[tuple[str, data.ClauseParameter]]:
    clauses = data.chosen(found.clauses)
    return [(f"{clause.id}.{each.name}", each) for clause in clauses for each in clause.parameters]


def _field(each: data.ClauseParameter) -> forms.Field:
    text: Any = _("No value is proposed.")
    if each.proposed is not None:
        text = _("Proposed: %(value)s") % {"value": words.value(each.proposed, lang())}
    if each.text:
        return forms.CharField(label=each.label, required=False, max_length=300, help_text=text)
    return NumberField(label=each.label, required=False, min_value=0, help_text=text)


class CheckForm(RecordForm[models.ClauseCheck]):
    class Meta:
        model = models.ClauseCheck
        fields = ("clause", "due_on", "state", "done_on", "proof")

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        known = data.chosen({*self.instance.selection.clauses, self.instance.clause})
        return [(each.id, each.title(lang())) for each in known] if name == "clause" else []


class OwnForm(RecordForm[models.SelectedOwnClause]):
    """One of the clauses in use, or the one that is there."""

    class Meta:
        model = models.SelectedOwnClause
        fields = ("clause", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["clause"]
        field.queryset = in_use(self.authority) | living(OwnClause, self.authority).filter(
            pk=self.instance.clause_id)  # fmt: skip


class CatalogueForm(forms.Form):
    """What narrows the catalogue; the names are those of the address."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)

    def __init__(self, sent: Any) -> None:
        super().__init__(sent)
        for name, text, what, codes in (
            ("marche", _("Kind of contract"), "market", data.markets()),
            ("besoin", _("Theme"), "family", data.FAMILIES),
            ("nature", _("Place in the tender"), "kind", data.KINDS),
            ("difficulte", _("Difficulty"), "difficulty", data.DIFFICULTIES),
        ):
            choices = [("", "–"), *((code, words.label(what, code, lang())) for code in codes)]
            self.fields[name] = forms.ChoiceField(label=text, choices=choices, required=False)
