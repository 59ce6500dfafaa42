from django.urls import include, path

from jalons.foundation.register.urls import urls_of
from jalons.twin.web.alerts import views
from jalons.twin.web.alerts.register import rules
from jalons.twin.web.alerts.rules import views as rule_views

rule_pages = urls_of(rules, record=rule_views.rule, new=rule_views.new, edit=rule_views.edit)
urlpatterns = [
    path("", views.alerts, name="twin_alerts"),
    path("alertes.csv", views.export, name="twin_alerts_export"),
    path("courriels/", views.mail_choice, name="twin_alerts_mail"),
    path("regles/", include(rule_pages)),
    path("<uuid:pk>/", views.alert, name="twin_alert"),
    path("<uuid:pk>/<slug:what>/", views.act, name="twin_alert_act"),
]
