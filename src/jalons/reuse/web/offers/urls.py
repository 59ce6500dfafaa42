from jalons.foundation.register.urls import urls_of
from jalons.reuse.web.offers import views
from jalons.reuse.web.offers.register import offers

urlpatterns = urls_of(offers, list=views.listing)
