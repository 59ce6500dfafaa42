"""The mails accounts sends by itself; allauth sends its own."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Invitation

_log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, address: str) -> bool:
    """Whether the invitation left by mail: False without a mail server, or when it refuses."""
    if not settings.OPTIONS["MAIL_URL"]:
        return False
    authority = invitation.authority.name
    subject = _("%(authority)s invites you on Jalons") % {"authority": authority}
    body = render_to_string(
        "accounts/invitation_mail.txt", {"invitation": invitation, "address": address}
    )
    try:
        return bool(send_mail(subject, body, None, [invitation.email]))
    except (OSError, SMTPException):
        _log.exception("the invitation did not leave")
        return False
