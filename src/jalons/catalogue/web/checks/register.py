"""Checks show themselves on each dataset, and look at each new file."""

from django.utils.translation import gettext_lazy

from jalons.catalogue.web.checks import actions, queries
from jalons.catalogue.web.datasets import panels

panels.panels.add("checks", gettext_lazy("Schema checks"), queries.panel)
panels.on_arrival("checks", actions.arrived)
