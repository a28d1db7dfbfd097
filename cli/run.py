"""`duban run`: the daemon."""

import typer

from cli.daemon import Daemon, stop_on_signals
from cli.logs import configure_logs
from cli.state import state


def run(context: typer.Context) -> None:
    """Run the daemon: rounds, mails, feeds and pages, until SIGTERM or Ctrl-C."""
    here = state(context)
    settings = here.program.settings
    configure_logs(level=settings.log_level, as_json=settings.log_format == "json")
    daemon = Daemon(here.program)
    stop_on_signals(daemon)
    address = f"http://{settings.host}:{settings.port}/"
    daemon.run(ready=lambda: here.out.tell("duban is running at {address}", address=address))
