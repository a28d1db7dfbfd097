"""What the job engine leaves to its user: jobs of dead workers start again, old failures are forgotten."""

import asyncio
import logging
from contextlib import suppress

from procrastinate import App
from procrastinate.exceptions import ProcrastinateException

BEATS_TO_SILENCE = 2
"""Heartbeats that a worker may miss before its jobs start again."""
KEEP_FAILED_HOURS = 7 * 24
FORGET_EVERY_SECONDS = 3600.0
logger = logging.getLogger(__name__)


async def restart_stalled(app: App, *, heartbeat: float) -> None:
    """Start the jobs of workers again that fell silent, within three heartbeats (seconds); never ends."""
    while True:
        silence = BEATS_TO_SILENCE * heartbeat
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence):
            with suppress(ProcrastinateException):  # another node was faster
                await app.job_manager.retry_job(job)
                logger.warning("job %s of a worker that fell silent starts again", job.id)
        await asyncio.sleep(heartbeat / 2)


async def forget_failed(app: App) -> None:
    """Remove jobs that ended a week ago otherwise than well, who did is removed at once; never ends."""
    while True:
        await app.job_manager.delete_old_jobs(
            KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )
        await asyncio.sleep(FORGET_EVERY_SECONDS)
