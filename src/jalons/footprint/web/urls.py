from django.urls import path

from jalons.footprint.web import exports, scenarios, views

urlpatterns = [
    path("", views.index, name="footprint_index"),
    path("deposer/", views.drop, name="footprint_drop"),
    path("<uuid:pk>/", views.result, name="footprint_result"),
    path("<uuid:pk>/refus/", views.refused, name="footprint_refused"),
    path("<uuid:pk>/colonnes/", views.columns, name="footprint_columns"),
    path("<uuid:pk>/colonnes/<int:sheet>/", views.sheet_columns, name="footprint_sheet"),
    path("<uuid:pk>/lignes/", views.lines, name="footprint_lines"),
    path("<uuid:pk>/types/", views.kinds, name="footprint_kinds"),
    path("<uuid:pk>/choix/", views.choices, name="footprint_choices"),
    path("<uuid:pk>/calcul/<slug:device>/", views.trace, name="footprint_trace"),
    path("<uuid:pk>/comparer/", views.compare, name="footprint_compare"),
    path("<uuid:pk>/repartition/", views.breakdown, name="footprint_breakdown"),
    path("<uuid:pk>/scenarios/", scenarios.workshop, name="footprint_scenarios"),
    path("<uuid:pk>/scenarios/garder/", scenarios.keep, name="footprint_scenario_keep"),
    path(
        "<uuid:pk>/scenarios/<int:scenario>/supprimer/",
        scenarios.delete,
        name="footprint_scenario_delete",
    ),
    path("<uuid:pk>/supprimer/", views.delete, name="footprint_delete"),
    path("<uuid:pk>/retablir/", views.restore, name="footprint_restore"),
    path("<uuid:pk>/export/<slug:kind>/", exports.export, name="footprint_export"),
]
