from jalons.foundation.register.urls import urls_of
from jalons.reuse.web.takers.register import takers

urlpatterns = urls_of(takers)
