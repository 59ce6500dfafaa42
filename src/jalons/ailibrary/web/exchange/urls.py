from django.urls import path

from jalons.ailibrary.web.exchange import views
from jalons.ailibrary.web.exchange.register import parcels
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("envoyer/<slug:key>.zip", heavy(views.send), name="ai_parcel_send"),
    path("<uuid:pk>/essayer/", views.attempt, name="ai_parcel_try"),
    path("<uuid:pk>/services/", views.services, name="ai_parcel_services"),
    path("<uuid:pk>/utiliser/", heavy(views.adopt), name="ai_parcel_adopt"),
    *urls_of(parcels, list=views.index, record=views.page, new=views.receive),
]
