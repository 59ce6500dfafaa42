from django.urls import path

from jalons.foundation.notes.views import urls_of
from jalons.strategy.web import exports
from jalons.strategy.web.indicators import exchange, views

ONE = "<str:indicator>/"
VALUE = f"{ONE}valeurs/<uuid:pk>/"

urlpatterns = [
    path("", views.overview, name="indicators_followed"),
    path("choisir/", views.choose, name="indicators_choose"),
    path("tableau/", exchange.grid, name="indicators_grid"),
    path("approuver/", views.approve_all, name="indicators_approve_all"),
    path("annuler/", views.undo, name="indicators_undo"),
    path("indicateurs.csv", exchange.values_csv, name="indicators_csv"),
    path("indicateurs.csv-metadata.json", exchange.values_metadata, name="indicators_metadata"),
    path("indicateurs.xlsx", exchange.values_xlsx, name="indicators_xlsx"),
    path(ONE, views.indicator, name="indicator_page"),
    path(f"{ONE}export.csv", exports.indicator_csv, name="indicator_csv"),
    path(f"{ONE}valeurs/nouvelle/", views.new_value, name="indicator_value_new"),
    path(VALUE, views.value, name="indicator_value"),
    path(f"{VALUE}approuver/", views.approve, name="indicator_value_approve"),
    path(f"{VALUE}verrou/", views.lock, name="indicator_value_lock"),
    path(f"{VALUE}supprimer/", views.delete_value, name="indicator_value_delete"),
    path(f"{ONE}objectif/", views.objective, name="indicator_objective"),
    path(f"{ONE}objectif/supprimer/", views.delete_objective, name="indicator_objective_delete"),
    path(f"{ONE}suivre/", views.follow, name="indicator_follow"),
    path(f"{ONE}source/", views.trust, name="indicator_trust"),
    *urls_of("indicator_page", ONE, find=views.noted, show=views.show),
    path(f"{ONE}historique/", views.history, name="indicator_history"),
]
