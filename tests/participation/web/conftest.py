"""What the pages of participation need."""

import pytest

from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.participation.web.answering import actions as _closing_job  # noqa: F401
from jalons.participation.web.scopes import READ
from samples import api_token


@pytest.fixture
def people_of(authority):
    """Members of the authority by role."""
    return {role: member_of(authority, role) for role in Role}


@pytest.fixture
def api_reader(authority, client):
    """What reads the API as a machine, and the address of consultations."""
    _token, secret = api_token(authority, scopes=[READ])

    def get(url):
        answer = client.get(url, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get, f"/api/v1/authorities/{authority.slug}/consultations"
