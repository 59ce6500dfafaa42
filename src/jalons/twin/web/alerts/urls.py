from django.urls import path

from jalons.twin.web.alerts import rule_views, views

urlpatterns = [
    path("", views.alerts, name="twin_alerts"),
    path("alertes.csv", views.export, name="twin_alerts_export"),
    path("courriels/", views.mail_choice, name="twin_alerts_mail"),
    path("regles/", rule_views.rules, name="twin_alert_rules"),
    path("regles/nouvelle/", rule_views.rule_new, name="twin_alert_rule_new"),
    path("regles/<uuid:pk>/", rule_views.rule, name="twin_alert_rule"),
    path("regles/<uuid:pk>/modifier/", rule_views.rule_edit, name="twin_alert_rule_edit"),
    path("regles/<uuid:pk>/<slug:what>/", rule_views.rule_act, name="twin_alert_rule_act"),
    path("<uuid:pk>/", views.alert, name="twin_alert"),
    path("<uuid:pk>/<slug:what>/", views.act, name="twin_alert_act"),
]
