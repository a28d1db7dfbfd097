"""The web server of a node, in a thread of its own."""

import threading

from cli.calendars import with_calendars
from cli.wiring import Program
from web.app import make_app
from web.replies import App
from web.server import listen, make_server


class WebThread:
    """Serve feeds and pages from `start` until `finish`."""

    def __init__(self, program: Program) -> None:
        settings = program.settings
        self._listener = listen(settings.host, settings.port)
        self._server = make_server(_app(program), settings.host, settings.port)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="web"
        )

    def start(self) -> None:
        """Begin to serve; SettingsError came before, if the port is taken."""
        self._thread.start()

    def finish(self) -> None:
        """Answer what was asked and nothing more."""
        self._server.should_exit = True

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()


def _app(program: Program) -> App:
    app = make_app(
        source=program.feed_source(),
        key=program.key,
        watch=program.watch,
        today=program.today,
        site=program.site,
        readers=program.reader_pages(),
    )
    return with_calendars(app, program)
