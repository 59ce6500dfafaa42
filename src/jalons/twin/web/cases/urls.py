from jalons.foundation.accounts.heavy import Views
from jalons.foundation.register.urls import urls_of
from jalons.twin.web.cases.register import cases

urlpatterns = urls_of(cases, heavy=True, record=Views("jalons.twin.web.cases.views").case)
