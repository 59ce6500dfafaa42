from django.urls import include, path

from jalons.foundation.notes.views import urls_of as note_urls
from jalons.foundation.register.urls import urls_of
from jalons.strategy.web.indicators import exchange_views, views
from jalons.strategy.web.indicators.register import objectives, values
from jalons.strategy.web.observations import views as observations

ONE = "<str:indicator>/"

urlpatterns = [
    path("", views.overview, name="indicators_followed"),
    path("choisir/", views.choose, name="indicators_choose"),
    path("tableau/", exchange_views.grid, name="indicators_grid"),
    path("approuver/", views.approve_all, name="indicators_approve_all"),
    path("indicateurs.csv", exchange_views.values_csv, name="indicators_csv"),
    path(
        "indicateurs.csv-metadata.json", exchange_views.values_metadata, name="indicators_metadata"
    ),
    path("indicateurs.xlsx", exchange_views.values_xlsx, name="indicators_xlsx"),
    path("valeurs/", include(urls_of(values, record=views.page_of(values)))),
    path("objectifs/", include(urls_of(objectives, record=views.page_of(objectives)))),
    path(ONE, views.indicator, name="indicator_page"),
    path(f"{ONE}export.csv", observations.indicator_csv, name="indicator_csv"),
    path(f"{ONE}valeurs/nouvelle/", views.new_value, name="indicator_value_new"),
    path(f"{ONE}valeurs/<uuid:pk>/", views.old_value, name="indicator_value"),
    path(f"{ONE}objectif/", views.objective, name="indicator_objective"),
    path(f"{ONE}suivre/", views.follow, name="indicator_follow"),
    path(f"{ONE}source/", views.trust, name="indicator_trust"),
    *note_urls("indicator_page", ONE, find=views.noted, show=views.show),
    path(f"{ONE}historique/", views.history, name="indicator_history"),
]
