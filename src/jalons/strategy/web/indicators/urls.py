from django.urls import include, path

from jalons.foundation.notes.views import urls_of as note_urls
from jalons.foundation.register.urls import urls_of
from jalons.strategy.web import exports
from jalons.strategy.web.indicators import exchange, views
from jalons.strategy.web.indicators.register import objectives, values

ONE = "<str:indicator>/"

urlpatterns = [
    path("", views.overview, name="indicators_followed"),
    path("choisir/", views.choose, name="indicators_choose"),
    path("tableau/", exchange.grid, name="indicators_grid"),
    path("approuver/", views.approve_all, name="indicators_approve_all"),
    path("indicateurs.csv", exchange.values_csv, name="indicators_csv"),
    path("indicateurs.csv-metadata.json", exchange.values_metadata, name="indicators_metadata"),
    path("indicateurs.xlsx", exchange.values_xlsx, name="indicators_xlsx"),
    path("valeurs/", include(urls_of(values, record=views.page_of(values)))),
    path("objectifs/", include(urls_of(objectives, record=views.page_of(objectives)))),
    path(ONE, views.indicator, name="indicator_page"),
    path(f"{ONE}export.csv", exports.indicator_csv, name="indicator_csv"),
    path(f"{ONE}valeurs/nouvelle/", views.new_value, name="indicator_value_new"),
    path(f"{ONE}valeurs/<uuid:pk>/", views.old_value, name="indicator_value"),
    path(f"{ONE}objectif/", views.objective, name="indicator_objective"),
    path(f"{ONE}suivre/", views.follow, name="indicator_follow"),
    path(f"{ONE}source/", views.trust, name="indicator_trust"),
    *note_urls("indicator_page", ONE, find=views.noted, show=views.show),
    path(f"{ONE}historique/", views.history, name="indicator_history"),
]
