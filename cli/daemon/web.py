# SPDX-License-Identifier: Apache-2.0
"""The web server of a node, in a thread of its own: with CalDAV where installed, and how the node stands."""

import sys
import threading
from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from cli.wiring import Program
from models.changes import Changes, changes_of
from models.queries import nodes
from models.queries.nodes import DeliveryStats, Signs, stats
from scheduler.agenda import IdleCache, count_owed
from web.app import WebApp, make_app
from web.bounds import Gate, bounds_below
from web.caldav_server.auth import CaldavGateway, with_caldav
from web.caldav_server.calendars import Calendars
from web.networks import LOOPBACK, Networks
from web.responses import App
from web.server import listen, make_server, protocol_of

APPLICATION = "web.caldav.application"
"""Under the GPL like the library it adapts, and not there to import without the extra `caldav`."""


def with_calendars(app: App, program: Program) -> App:
    """Put CalDAV beside an application, or give the application alone."""
    if not program.settings.caldav:
        return app
    calendars = Calendars(source=program.feed_source(), now=program.now, style=program.style())
    make_caldav: Callable[[Calendars], App] = import_module(APPLICATION).make_caldav
    door = CaldavGateway(make_caldav(calendars), calendars=calendars, key=program.key, site=program.site)
    return with_caldav(app, door)


SWITCH_SECONDS = 0.0005
"""A round that computes gives way to a reader ten times as often as Python's own choice would have it."""


class WebThread:
    """Serve feeds and pages from `start` until `finish`."""

    def __init__(self, program: Program, *, open_files: int) -> None:
        settings, proxies = program.settings, Networks.named(program.settings.proxies)
        self._listener = listen(settings.host, settings.port)
        self._changes = changes_of(program.ledger)
        app, bounds = _app(program, self._changes), bounds_below(open_files)
        http = protocol_of(
            app.feeds,
            former_hosts=program.site.former_hosts,
            bounds=bounds,
            gate=Gate(bounds, spared=LOOPBACK | proxies),
        )
        self._server = make_server(
            with_calendars(app, program), settings.host, settings.port, http=http, proxies=proxies
        )
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="web"
        )

    def start(self) -> None:
        """Begin to serve; SettingsError came before, if the port is taken."""
        sys.setswitchinterval(SWITCH_SECONDS)
        self._thread.start()

    def is_alive(self) -> bool:
        """Tell whether it serves."""
        return self._thread.is_alive()

    def finish(self) -> None:
        """Answer what was asked and nothing more."""
        self._server.should_exit = True

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()
        self._changes.close()


def _app(program: Program, changes: Changes) -> WebApp:
    return make_app(
        source=program.feed_source(),
        changes=changes,
        key=program.key,
        watch=LedgerHealth(program),
        now=program.now,
        site=program.site,
        style=program.renewed_style(),
        readers=program.reader_pages(),
        decline=program.decline,
        insiders=LOOPBACK | Networks.named(program.settings.metrics_from),
    )


class LedgerHealth:
    """Ask the ledger of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._idle = IdleCache()

    @property
    def node(self) -> str:
        """Name this process among the nodes that share a ledger."""
        return self._program.node

    @property
    def started_at(self) -> datetime:
        """Give the moment at which this process says that it was started."""
        return self._program.started_at

    def signs(self) -> Signs:
        """Give the signs of life of all nodes alone."""
        with self._program.ledger.reading() as session:
            return Signs(at=self._program.now(), nodes=tuple(nodes.beats(session)))

    def stats(self) -> DeliveryStats:
        """Give the state of delivery now."""
        with self._program.ledger.reading() as session:
            return stats(session, now=self._program.now())

    def owed(self) -> int:
        """Count the letters that are owed and not written yet."""
        program = self._program
        return count_owed(program.ledger, program.office, now=program.now(), idle=self._idle)
