from django.urls import path

from jalons.strategy.web.calendar import reminder_views, views

urlpatterns = [
    path("calendrier/", views.calendar, name="roadmap_calendar"),
    path("rappels/", reminder_views.page, name="roadmap_reminders"),
    path("rappels/agenda/", reminder_views.calendar_link, name="roadmap_calendar_link"),
]
