from jalons.foundation.accounts.heavy import Views
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.twin.web.cases.register import cases, cases_file

urlpatterns = import_urls(cases_file) + urls_of(
    cases, heavy=True, record=Views("jalons.twin.web.cases.views").case
)
