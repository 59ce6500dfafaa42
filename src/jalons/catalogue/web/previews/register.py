"""The topic on the page of a dataset, and when a file arrives."""

from django.utils.translation import gettext_lazy as _

from jalons.catalogue.web.datasets.panels import on_arrival, panels
from jalons.catalogue.web.previews.actions import arrived
from jalons.catalogue.web.previews.queries import panel as shown

panels.add("previews", _("Preview"), shown)
on_arrival("previews", arrived)
