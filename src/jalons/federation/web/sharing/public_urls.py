"""Below ``/partage/`` for people who follow a link; the same files below ``/.well-known/``."""

from django.urls import path

from jalons.federation.web.sharing import public_views

urlpatterns = [
    path("<slug:slug>/", public_views.index, name="shared_page"),
    path("<slug:slug>/<path:path>", public_views.file, name="shared_page_file"),
]
