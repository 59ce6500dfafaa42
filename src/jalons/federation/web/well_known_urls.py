"""The address at which other territories read what an authority shares."""

from django.urls import path

from jalons.federation.web.sharing import public_views

urlpatterns = [
    path("<slug:slug>/", public_views.index, name="shared_index"),
    path("<slug:slug>/<path:path>", public_views.file, name="shared_file"),
]
