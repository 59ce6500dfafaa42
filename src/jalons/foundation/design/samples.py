"""The examples of the gallery: fictional, in French like the screens they stand for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator

from jalons.foundation.design.components import Cell, Column, Milestone, State, Tab, Table
from jalons.foundation.design.drawings.charts import (
    Drawing,
    IntervalBars,
    Line,
    Series,
    StackedBars,
)
from jalons.foundation.design.widgets import FileDrop
from jalons.kernel import Interval
from jalons.wording import order_finding, series_finding

_FLEET = Interval(118_300, 148_200, 187_400)


class SampleForm(forms.Form):
    """One field of each kind, sent empty so that its errors show."""

    name = forms.CharField(label="Nom de la collectivité", help_text="Tel qu’il sera affiché.")
    staff = forms.IntegerField(label="Nombre d’agents", required=False, min_value=1)
    lifetime = forms.ChoiceField(
        label="Durée de vie retenue",
        choices=[("expected", "attendue"), ("actual", "constatée")],
        widget=forms.RadioSelect,
        initial="expected",
    )
    keep = forms.BooleanField(label="Garder ces réponses pour la prochaine fois", required=False)
    file = forms.FileField(
        label="Inventaire", widget=FileDrop, help_text="CSV ou XLSX, 50 Mo au plus."
    )


MILESTONES = (
    Milestone(1, "Accès de tous aux services publics", "en chemin", State.WALKING),
    Milestone(2, "Montée en compétence", "pas encore mesuré"),
    Milestone(3, "Participation et innovation", "pas encore mesuré"),
    Milestone(
        4, "Penser responsable", "3 jalons sur 4 atteints", State.REACHED, "#path", share=0.75
    ),
    Milestone(5, "Commande publique responsable", "en retard", State.WALKING, "#path", late=True),
    Milestone(6, "Réemploi", "en chemin", State.WALKING),
    Milestone(7, "Infrastructures au service du territoire", "pas encore mesuré"),
    Milestone(8, "Stratégie territorialisée", "4 jalons sur 4 atteints", State.REACHED, share=1.0),
    Milestone(9, "Éthique du territoire", "pas encore mesuré"),
)

_TYPES = (
    ("Ordinateurs portables", 530, "41 200", "30 100 – 56 800", 0.92),
    ("Serveurs", 38, "31 700", "19 400 – 52 300", 0.71),
)

TABLE = Table(
    caption="Par type d’appareil, kg CO₂e par an",
    columns=(
        Column("Type", sort="type"),
        Column("Nombre", numeric=True, sort="number"),
        Column("Central", numeric=True, sort="impact"),
        Column("Intervalle à 90 %", numeric=True),
    ),
    rows=(
        *(
            (Cell(label, share=share), str(count), mid, span)
            for label, count, mid, span, share in _TYPES
        ),
        (Cell("Imprimantes", mark="facteur approché"), "143", "6 400", "2 100 – 15 000"),
    ),
    total=("Ensemble", "1 321", "108 200", "78 000 – 152 000"),
    sorted_by="-impact",
)

STAGES = StackedBars(
    title="La fabrication l’emporte, sauf pour les serveurs",
    variable="Climat par type et par étape de vie",
    labels=("Ordinateurs portables", "Serveurs", "Écrans", "Téléphones"),
    series=(
        Series("Fabrication", (31_900, 12_400, 24_100, 12_700)),
        Series("Distribution", (1_600, 700, 1_500, 500)),
        Series("Utilisation", (6_900, 18_100, 2_800, 500)),
        Series("Fin de vie", (800, 500, 500, 300)),
    ),
    unit="kg CO2 eq",
)
_RANGES = (
    ("Ordinateurs portables", Interval(30_100, 41_200, 56_800)),
    ("Serveurs", Interval(19_400, 31_700, 52_300)),
    ("Écrans", Interval(11_800, 28_900, 49_000)),
)
INTERVALS = IntervalBars(
    title=order_finding(_RANGES, "kg CO2 eq", "fr"),
    variable="Climat par type, en une année",
    rows=_RANGES,
    unit="kg CO2 eq",
)
_YEARS = (
    ("2023", Interval(140_000, 178_000, 226_000)),
    ("2024", None),
    ("2025", Interval(131_000, 163_000, 204_000)),
    ("2026", _FLEET),
    ("2035", None),
)
LINE = Line(
    title=series_finding(_YEARS, "kg CO2 eq", "fr", under_way="2026"),
    variable="Climat du parc, en une année",
    points=_YEARS,
    unit="kg CO2 eq",
    incomplete_from=date(2026, 1, 1),
    target_label="votre objectif, 90 t",
    aims=(178_000, None, None, None, 90_000),
    days=tuple(date(year, 1, 1) for year in (2023, 2024, 2025, 2026, 2035)),
)

TABS = (Tab("Détail par type", "#tabs", current=True), Tab("Non compté", "#tabs", count="214"))

DRAWINGS: list[Drawing] = []  # what other apps show in the gallery


def context() -> dict[str, Any]:
    """Everything the gallery shows."""
    return {
        "fleet": _FLEET,
        "milestones": MILESTONES,
        "table_sample": TABLE,
        "tabs": TABS,
        "page_sample": Paginator(range(90), 10).page(4),
        "form": SampleForm({"keep": "on"}, auto_id="id_sent_%s"),
        "empty_form": SampleForm(),
        "stages": STAGES,
        "intervals": INTERVALS,
        "years": LINE,
        "drawings": DRAWINGS,
        "unknown": None,
    }
