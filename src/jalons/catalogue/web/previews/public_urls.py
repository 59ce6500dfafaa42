from django.urls import re_path

from jalons.catalogue.web.previews import views

urlpatterns = [
    re_path(
        r"^(?P<slug>[-\w]+)/(?P<pk>[0-9a-f-]{36})/(?P<name>lignes\.json|lignes\.csv|colonnes\.json)$",
        views.open_data, name="preview_open",
    ),
]  # fmt: skip
