"""CalDAV beside the other pages, where it is switched on; see docs/caldav.md for why it is loaded by name."""

from collections.abc import Callable
from importlib import import_module

from cli.wiring import Program
from web.caldav_door import CaldavDoor, with_caldav
from web.calendars import Calendars
from web.replies import App

APPLICATION = "web.caldav.application"
"""Under the GPL like the library it adapts, and not there to import without the extra `caldav`."""


def with_calendars(app: App, program: Program) -> App:
    """Put CalDAV beside an application, or give the application alone."""
    if not program.settings.caldav:
        return app
    calendars = Calendars(source=program.feed_source(), now=program.now, style=program.style())
    make_caldav: Callable[[Calendars], App] = import_module(APPLICATION).make_caldav
    door = CaldavDoor(make_caldav(calendars), calendars=calendars, key=program.key, site=program.site)
    return with_caldav(app, door)
