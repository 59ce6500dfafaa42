from jalons.foundation.register.urls import urls_of
from jalons.webaudit.web.services.register import services

urlpatterns = urls_of(services)
