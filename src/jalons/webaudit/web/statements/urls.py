from django.urls import include, path

from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import record
from jalons.webaudit.web.statements import views
from jalons.webaudit.web.statements.register import complaints, plans, statements

urlpatterns = [
    path("plans/", include(urls_of(plans, record=record(plans, views.of_plan)))),
    path("signalements/", include(urls_of(complaints))),
    path("depuis/<uuid:pk>/", views.start, name="access_statement_start"),
    path("<uuid:pk>/document.<slug:kind>", views.document, name="access_statement_document"),
    *urls_of(statements, record=record(statements, views.of_statement)),
]
