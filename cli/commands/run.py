# SPDX-License-Identifier: Apache-2.0
"""`duban run`: the daemon."""

import logging
from typing import Annotated

import typer

from cli.context import beginning_context
from cli.daemon.daemon import Daemon, stop_on_signals
from cli.daemon.logs import configure_logs
from models.errors import MachineError
from models.kinds import NodeRole

logger = logging.getLogger(__name__)


def run(
    context: typer.Context,
    web: Annotated[bool, typer.Option("--web", help="Serve feeds and pages.")] = False,
    scheduler: Annotated[
        bool, typer.Option("--scheduler", help="Decide what is owed and write it down.")
    ] = False,
    worker: Annotated[bool, typer.Option("--worker", help="Send what is written down.")] = False,
) -> None:
    """Run the daemon until SIGTERM or Ctrl-C: all of its roles, or only those that are named."""
    ctx = beginning_context(context)
    settings = ctx.program.settings
    configure_logs(level=settings.log_level, as_json=settings.log_format == "json")
    named = {NodeRole.WEB: web, NodeRole.SCHEDULER: scheduler, NodeRole.WORKER: worker}
    roles = [role for role, is_named in named.items() if is_named or not any(named.values())]
    daemon = Daemon(ctx.program, roles=roles)
    stop_on_signals(daemon)
    address = f"http://{settings.host}:{settings.port}/"
    sentence = "duban is running at {address}" if NodeRole.WEB in roles else "duban is running: {roles}"

    def greet() -> None:
        try:
            ctx.out.tell(sentence, address=address, roles=", ".join(roles))
        except (MachineError, SystemExit):  # mails and feeds need nobody who reads this
            logger.warning("duban is running; its output cannot be written, or nobody reads it")

    daemon.run(ready=greet)
