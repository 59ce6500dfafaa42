from jalons.footprint.web.ratios.register import headcounts
from jalons.foundation.register.urls import urls_of

urlpatterns = urls_of(headcounts)
