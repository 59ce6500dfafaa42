from django.urls import path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import record
from jalons.webaudit.web.audits import views
from jalons.webaudit.web.audits.register import audits

urlpatterns = [
    path("<uuid:pk>/mesurer/", views.measure, name="web_audit_measure"),
    path("<uuid:pk>/fichier/", heavy(views.bring), name="web_audit_bring"),
    path("<uuid:pk>/secrets/", views.secrets, name="web_audit_secrets"),
    path("<uuid:pk>/evolution/", views.evolution, name="web_audit_evolution"),
    path("<uuid:pk>/pages.<slug:kind>", views.table, name="web_audit_table"),
    path("<uuid:pk>/page/<int:page>/", views.page, name="web_audit_page"),
    *urls_of(audits, record=record(audits, views.result)),
]
