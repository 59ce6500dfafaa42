from django.urls import URLPattern, URLResolver, include, path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of
from jalons.reuse.web.wiping import views
from jalons.reuse.web.wiping.register import certificates, statements

urlpatterns: list[URLPattern | URLResolver] = [
    path("sans-support/", include(urls_of(statements, record=views.statement))),
    path("deposer/", heavy(views.bring), name="wipe_bring"),
    path("a-verifier/", views.check, name="wipe_check"),
    path("fichiers/<uuid:pk>/", views.original, name="wipe_file"),
    path("fichiers/<uuid:pk>/retirer/", views.discard, name="wipe_discard"),
    path("<uuid:pk>/attestation.<slug:kind>", views.download, name="wipe_certificate_document"),
    *urls_of(certificates, list=views.overview, record=views.certificate, new=views.new),
]
