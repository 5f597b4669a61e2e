"""For those who watch over the server. GET only, no sign-in."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from crm_merge.database.binaries import EmbeddedServerError


@never_cache
@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration; otherwise 503 with what is missing."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, EmbeddedServerError):
        return _not_ready("The database does not answer.")
    if pending:
        return _not_ready(f"{len(pending)} migrations are pending. Run manage.py setup.")
    return HttpResponse("ok\n", content_type="text/plain")


def _not_ready(sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=503, content_type="text/plain", headers={"Retry-After": "5"})
