"""What this room stores in the database."""

from jalons.inclusion.web.access import models as access
from jalons.inclusion.web.campaigns import models as campaigns
from jalons.inclusion.web.diagnosis import models as diagnosis
from jalons.inclusion.web.official import models as official
from jalons.inclusion.web.places import models as places
from jalons.inclusion.web.procedures import models as procedures
from jalons.inclusion.web.siting import models as siting
from jalons.inclusion.web.skills import models as skills

__all__ = ["access", "campaigns", "diagnosis", "official", "places", "procedures", "siting",
           "skills"]  # fmt: skip
