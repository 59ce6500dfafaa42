from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.procurement.web.products import views
from jalons.procurement.web.products.register import products, products_file

urlpatterns = [
    *import_urls(products_file),
    *urls_of(products, record=views.product),
]
