"""A signed-in person who asks for pages through the whole middleware, without a network."""

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


class Visitor:
    """Requests of ``username``; an answer other than 200 stops the run, because it would be quick and worthless."""

    def __init__(self, username: str = "admin") -> None:
        self.user = get_user_model().objects.get(username=username)
        self.client = Client(SERVER_NAME="localhost", headers={"accept-language": "de"})
        self.client.force_login(self.user)

    def get(self, address: str):
        response = self.client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")
        return response

    def page(self, address: str):
        """The work of asking for ``address``."""
        return lambda: self.get(address)

    def statements(self, address: str) -> int:
        """How many SQL statements one answer takes."""
        with CaptureQueriesContext(connection) as captured:
            self.get(address)
        return len(captured)
