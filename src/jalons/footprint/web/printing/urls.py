from django.urls import URLPattern, URLResolver

from jalons.footprint.web.printing.register import counts_file, print_counts
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of

urlpatterns: list[URLPattern | URLResolver] = [
    *import_urls(counts_file),
    *urls_of(print_counts),
]
