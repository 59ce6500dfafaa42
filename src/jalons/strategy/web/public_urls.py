"""Pages of the room that belong to no authority."""

from django.urls import path

from jalons.foundation.digests.views import leave
from jalons.strategy.web.calendar import reminder_views
from jalons.strategy.web.calendar.reminders import REMINDERS
from jalons.strategy.web.catalogue import views as catalogue

urlpatterns = [
    path("agenda/<str:secret>.ics", reminder_views.feed, name="calendar_feed"),
    path("rappels/<str:token>/", leave, {"digest": REMINDERS}, name="reminders_leave"),
    path("engagements/", catalogue.manifesto_page, name="manifesto"),
    path("indicateurs/", catalogue.indicators_page, name="indicators"),
]
