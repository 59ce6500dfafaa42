"""Pages of the room that belong to no authority."""

from django.urls import path

from jalons.foundation.digests.views import leave
from jalons.strategy.web import views
from jalons.strategy.web.publication import public_views
from jalons.strategy.web.roadmap import reminder_views
from jalons.strategy.web.roadmap.reminders import REMINDERS

urlpatterns = [
    path("agenda/<str:secret>.ics", reminder_views.feed, name="calendar_feed"),
    path("rappels/<str:token>/", leave, {"digest": REMINDERS}, name="reminders_leave"),
    path("engagements/", views.manifesto_page, name="manifesto"),
    path("indicateurs/", views.indicators_page, name="indicators"),
    path("territoires-publics/", public_views.territories, name="public_territories"),
    path("public/<slug:slug>/", public_views.front, name="public_page"),
    path("public/<slug:slug>/donnees/<str:name>", public_views.data, name="public_data"),
    path(
        "public/<slug:slug>/documents/<uuid:pk>.<slug:kind>",
        public_views.document,
        name="public_document",
    ),
    path("public/<slug:slug>/<slug:name>/", public_views.part, name="public_part"),
]
