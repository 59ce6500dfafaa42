"""The reads of what people know of silent sensors."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words

from .models import SensorSilence


def current(authority: Authority, lasts: Mapping[str, int]) -> dict[str, SensorSilence]:
    """What is known of silent sensors, by identifier; ``lasts`` are their last observations (µs).

    What was written before a later observation is over.
    """
    rows = living(SensorSilence, authority).filter(sensor__in=lasts).order_by("last")
    return {each.sensor: each for each in rows if each.last >= lasts[each.sensor]}


def reasons(authority: Authority, lasts: Mapping[str, int], *, public: bool) -> dict[str, str]:
    """The same in words; for citizens, only what they may read."""
    found = current(authority, lasts).items() if lasts else ()
    return {sensor: words(each) for sensor, each in found if each.public or not public}


def words(silence: SensorSilence) -> str:
    """Why, and when the sensor is expected back or was."""
    reason = silence.reason.strip().rstrip(".")
    if silence.back_on is None:
        return reason
    text = _("%(reason)s (expected back on %(day)s)")
    if silence.back_on < timezone.localdate():
        text = _("%(reason)s (was expected back on %(day)s)")
    return text % {"reason": reason, "day": day_words(silence.back_on)}
