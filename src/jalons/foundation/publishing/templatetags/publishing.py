"""The open public pages, for pages of other apps: ``{% open_pages authority=it as pages %}``."""

from django import template

from jalons.foundation.publishing.queries import open_pages

register = template.Library()
register.simple_tag(open_pages)
