from django.urls import URLPattern, URLResolver

from jalons.footprint.web.hosted.register import hosted_file, hosted_services
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of

urlpatterns: list[URLPattern | URLResolver] = [
    *import_urls(hosted_file),
    *urls_of(hosted_services),
]
