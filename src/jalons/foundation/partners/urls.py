from jalons.foundation.partners import views
from jalons.foundation.partners.register import partners
from jalons.foundation.register.urls import urls_of

urlpatterns = urls_of(partners, list=views.index, record=views.page)
