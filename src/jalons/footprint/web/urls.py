from django.urls import include, path

from jalons.foundation.accounts.heavy import Views

ROOM = "jalons.footprint.web"
combinations = Views(f"{ROOM}.combinations.views")
conformity = Views(f"{ROOM}.results.conformity")
declared_services = Views(f"{ROOM}.intake.declared_services")
exports = Views(f"{ROOM}.results.exports")
fleet = Views(f"{ROOM}.fleet.views")
gaps = Views(f"{ROOM}.results.gaps")
hosted = Views(f"{ROOM}.hosted.views")
intake = Views(f"{ROOM}.intake.views")
lineage = Views(f"{ROOM}.combinations.lineage_views")
pairs = Views(f"{ROOM}.pairs.views")
printing = Views(f"{ROOM}.printing.views")
purchases = Views(f"{ROOM}.results.purchases")
ratios = Views(f"{ROOM}.ratios.views")
results = Views(f"{ROOM}.results.views")
scenarios = Views(f"{ROOM}.scenarios.views")
perimeter = Views(f"{ROOM}.results.perimeter")
years = Views(f"{ROOM}.results.years")

urlpatterns = [
    path("", intake.index, name="footprint_index"),
    path("", include("jalons.footprint.web.intake.urls")),
    path("deposer/", intake.drop, name="footprint_drop"),
    path("facteurs/", include("jalons.footprint.web.own_factors.urls")),
    path("reunir/", combinations.combine, name="footprint_combine"),
    path("<uuid:pk>/doublons/", combinations.doubles, name="footprint_doubles"),
    path("<uuid:pk>/doublons-possibles/", pairs.pairs, name="footprint_pairs"),
    path("<uuid:pk>/doublons-possibles/chercher/", pairs.search, name="footprint_pairs_search"),
    path("<uuid:pk>/doublons-possibles/decider/", pairs.decide, name="footprint_pair_decide"),
    path("<uuid:pk>/parc/", fleet.lines, name="footprint_fleet"),
    path("<uuid:pk>/parc/export/<slug:kind>/", fleet.export, name="footprint_fleet_export"),
    path("<uuid:pk>/parc/corriger/", fleet.correct, name="footprint_correct"),
    path("<uuid:pk>/parc/corrections/", fleet.changes, name="footprint_corrections"),
    path(
        "<uuid:pk>/parc/corrections/<int:correction>/annuler/",
        fleet.undo,
        name="footprint_correction_undo",
    ),
    path(
        "<uuid:pk>/parc/corrections/<int:correction>/refaire/",
        fleet.again,
        name="footprint_correction_again",
    ),
    path("<uuid:pk>/", results.result, name="footprint_result"),
    path("<uuid:pk>/refus/", intake.refused, name="footprint_refused"),
    path("<uuid:pk>/colonnes/", intake.columns, name="footprint_columns"),
    path("<uuid:pk>/colonnes/<int:sheet>/", intake.sheet_columns, name="footprint_sheet"),
    path("<uuid:pk>/perimetre/", perimeter.perimeter, name="footprint_perimeter"),
    path("<uuid:pk>/lignes/", results.lines, name="footprint_lines"),
    path("<uuid:pk>/types/", intake.kinds, name="footprint_kinds"),
    path("<uuid:pk>/choix/", intake.choices, name="footprint_choices"),
    path("<uuid:pk>/usages/", declared_services.services, name="footprint_services"),
    path("<uuid:pk>/achats/", purchases.purchases, name="footprint_purchases"),
    path("<uuid:pk>/par-personne/", ratios.show, name="footprint_ratios"),
    path("<uuid:pk>/regle/", conformity.conformity, name="footprint_conformity"),
    path("<uuid:pk>/hebergement/", hosted.show, name="footprint_hosting"),
    path("<uuid:pk>/hebergement/compter/", hosted.count, name="footprint_hosting_count"),
    path("hebergements/", include("jalons.footprint.web.hosted.urls")),
    path("<uuid:pk>/impression/", printing.show, name="footprint_printing"),
    path("<uuid:pk>/impression/compter/", printing.count, name="footprint_printing_count"),
    path("impressions/", include("jalons.footprint.web.printing.urls")),
    path("effectifs/", include("jalons.footprint.web.ratios.urls")),
    path("<uuid:pk>/calcul/<slug:device>/", results.trace, name="footprint_trace"),
    path("<uuid:pk>/parc-compte/", lineage.covers, name="footprint_covers"),
    path("<uuid:pk>/comparer/", years.compare, name="footprint_compare"),
    path("<uuid:pk>/repartition/", results.breakdown, name="footprint_breakdown"),
    path("<uuid:pk>/repartition/csv/", results.breakdown_csv, name="footprint_breakdown_csv"),
    path("<uuid:pk>/chiffre/", results.origin, name="footprint_origin"),
    path("<uuid:pk>/preciser/", gaps.gaps, name="footprint_gaps"),
    path("<uuid:pk>/scenarios/", scenarios.workshop, name="footprint_scenarios"),
    path("<uuid:pk>/scenarios/garder/", scenarios.store, name="footprint_scenario_keep"),
    path("scenarios/", include("jalons.footprint.web.scenarios.urls")),
    path("<uuid:pk>/export/<slug:kind>/", exports.export, name="footprint_export"),
]
