"""`duban run`: the daemon."""

import logging

import typer

from cli.daemon import Daemon, stop_on_signals
from cli.state import state


def run(context: typer.Context) -> None:
    """Run the daemon: rounds, mails, feeds and pages, until SIGTERM or Ctrl-C."""
    here = state(context)
    settings = here.program.settings
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for chatty in ("apscheduler", "alembic", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    daemon = Daemon(here.program)
    stop_on_signals(daemon)
    address = f"http://{settings.host}:{settings.port}/"
    daemon.run(ready=lambda: here.out.tell("duban is running at {address}", address=address))
