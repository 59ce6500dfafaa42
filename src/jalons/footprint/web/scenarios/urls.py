from jalons.footprint.web.scenarios.register import scenarios
from jalons.foundation.accounts.heavy import Views
from jalons.foundation.register.urls import urls_of

views = Views("jalons.footprint.web.scenarios.views")
urlpatterns = urls_of(
    scenarios, heavy=True, list=views.listed, record=views.scenario, new=views.new
)
