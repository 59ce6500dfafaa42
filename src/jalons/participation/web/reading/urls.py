from django.urls import include, path

from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import record
from jalons.participation.web.reading import result_views, views
from jalons.participation.web.reading.register import themes

urlpatterns = [
    path("", views.home, name="reading_home"),
    path("themes/", include(urls_of(themes, record=record(themes, views.of_theme),
                                    citations_new=views.to_texts))),
    path("<uuid:pk>/", views.overview, name="reading_themes"),
    path("<uuid:pk>/theme/", views.add_theme, name="reading_theme_add"),
    path("<uuid:pk>/lire/", views.next_text, name="reading_text"),
    path("<uuid:pk>/relire/", views.next_text, {"second": True}, name="reading_second"),
    path("<uuid:pk>/textes/", views.text_list, name="reading_texts"),
    path("<uuid:pk>/proposer/", views.suggest, name="reading_suggest"),
    path("<uuid:pk>/citer/<uuid:part>/", views.new_quote, name="reading_quote"),
    path("<uuid:pk>/resultats/", result_views.results, name="reading_results"),
]  # fmt: skip
