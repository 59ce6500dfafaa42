"""Pages of the room that belong to no authority."""

from django.urls import path

from jalons.foundation.digests.views import leave
from jalons.strategy.web import views
from jalons.strategy.web.roadmap import reminder_views
from jalons.strategy.web.roadmap.reminders import REMINDERS

urlpatterns = [
    path("agenda/<str:secret>.ics", reminder_views.feed, name="calendar_feed"),
    path("rappels/<str:token>/", leave, {"digest": REMINDERS}, name="reminders_leave"),
    path("engagements/", views.manifesto_page, name="manifesto"),
    path("indicateurs/", views.indicators_page, name="indicators"),
]
