from django.urls import URLPattern, URLResolver, path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of
from jalons.reuse.web.lots import views
from jalons.reuse.web.lots.register import lots

urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:pk>/appareils/", views.compose, name="lot_devices"),
    path("<uuid:pk>/sans-support/", views.no_media, name="lot_no_media"),
    path("<uuid:pk>/pieces/<uuid:part_pk>/fichier", views.file, name="lot_file"),
    path("<uuid:pk>/documents/<slug:name>.<slug:kind>", heavy(views.document), name="lot_document"),
    path("<uuid:pk>/donnees/<str:name>", views.data, name="lot_data"),
    *urls_of(lots, record=views.lot, pieces_new=heavy(views.attach)),
]
