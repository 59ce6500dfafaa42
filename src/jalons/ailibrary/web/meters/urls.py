from django.urls import include, path

from jalons.ailibrary.web.meters import views
from jalons.ailibrary.web.meters.register import alerts, watches
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("<uuid:pk>/releves/", heavy(views.bring), name="meter_watch_bring"),
    path("<uuid:pk>/juger/", views.judge, name="meter_watch_judge"),
    path("<uuid:pk>/suspendre/", views.suspend, name="meter_watch_suspend"),
    *urls_of(watches, record=views.watch),
    path("alertes/", include(urls_of(alerts, record=views.alert, new=None))),
]
