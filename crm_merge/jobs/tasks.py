"""What procrastinate calls in the worker."""

from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from .services import run_job


@app.task(name="crm_merge.jobs.carry_out")
def carry_out(job_id: str) -> None:
    """Do one job in a thread of the worker, whose connection ends with it: the next job may come hours later."""
    try:
        run_job(UUID(job_id))
    finally:
        connection.close()
