"""The daemon: a ticker that runs rounds and sends, beside the web server, until it is told to stop."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter

from cli.chores import Chores
from cli.daemon_lock import daemon_lock
from cli.deliveries import Deliveries
from cli.pulse import Pulse
from cli.wiring import Program
from models.errors import DubanError
from models.queries import claims
from scheduler.engine import Ticker
from scheduler.round import Memo, run_round
from web.server import listen, make_server

OWNER = "daemon"
ROLES = "web,scheduler,worker"
logger = logging.getLogger(__name__)


class Daemon:
    """Run rounds and the web server of one program until `stop` is called."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._stopping = threading.Event()
        self._memo = Memo()
        self._deliveries = Deliveries(program, owner=OWNER, stopping=self._stopping)
        self._chores = Chores(program, stopping=self._stopping.is_set)
        self._pulse = Pulse(program, roles=ROLES)

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until told to stop; LedgerError when another daemon holds the same SQLite ledger.

        `ready` is called once the web server answers.
        """
        program = self._program
        with daemon_lock(program.ledger.path):
            self._take_over()
            settings = program.settings
            listener = listen(settings.host, settings.port)
            server = make_server(program.web_app(), settings.host, settings.port)
            web = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="web")
            web.start()
            ticker = Ticker(
                self.tick, every=timedelta(seconds=settings.tick_seconds), timezone=settings.timezone
            )
            ticker.start(now=program.now())
            self._deliveries.start()
            ready()
            self._stopping.wait()
            server.should_exit = True
            self._deliveries.join()
            ticker.stop()
            web.join()

    def stop(self, *_signal: object) -> None:
        """Ask the daemon to stop; the message in hand is finished first."""
        self._stopping.set()

    def tick(self) -> None:
        """Write what is owed; a failure is logged and the next tick tries again."""
        try:
            began = perf_counter()
            self._chores.collect_returns()
            self._round()
            self._pulse.beat(round_seconds=perf_counter() - began)
            self._chores.forget_mails()
        except DubanError as failure:
            logger.error("%s", failure)
        except Exception:
            logger.exception("a round failed; the next one makes up for it")

    def _round(self) -> None:
        program = self._program
        agenda = run_round(
            program.ledger, program.office, program.composer(), now=program.now(), memo=self._memo
        )
        if agenda.letters:
            logger.info("round: %d letters written", len(agenda.letters))
            self._deliveries.wake()

    def _take_over(self) -> None:
        if self._program.ledger.path is None:
            return  # on PostgreSQL other daemons may be alive: their leases run out by themselves
        with self._program.ledger.writing() as session:
            freed = claims.release(session, owner=OWNER)
        if freed:
            logger.warning("%d messages that a stopped daemon had in hand are queued again", freed)


def stop_on_signals(daemon: Daemon) -> None:
    """Let SIGTERM and Ctrl-C stop the daemon in an orderly way."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, daemon.stop)
