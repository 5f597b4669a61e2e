"""What procrastinate calls in the worker."""

from uuid import UUID

from django.db import close_old_connections
from procrastinate.contrib.django import app

from .services import run_job


@app.task(name="crm_merge.jobs.carry_out")
def carry_out(job_id: str) -> None:
    """Do one job. A worker lives long, so a connection that broke meanwhile is not used again."""
    close_old_connections()
    run_job(UUID(job_id))
