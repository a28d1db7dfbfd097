"""The web server of a node, in a thread of its own."""

import sys
import threading

from cli.calendars import with_calendars
from cli.wiring import Program
from models.changes import Changes, changes_of
from web.app import WebApp, make_app
from web.bounds import Gate, bounds_below
from web.feed_protocol import protocol_of
from web.networks import LOOPBACK, Networks
from web.server import listen, make_server

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
        watch=program.watch,
        now=program.now,
        site=program.site,
        style=program.renewed_style(),
        readers=program.reader_pages(),
        decline=program.decline,
        insiders=LOOPBACK | Networks.named(program.settings.metrics_from),
    )
