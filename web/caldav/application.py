"""Radicale as an ASGI application, configured in memory; put `web.caldav_door` in front of it."""

import logging
from typing import Any
from xml.etree.ElementTree import Element

from a2wsgi import WSGIMiddleware
from radicale import config
from radicale.app import Application
from radicale.storage import BaseStorage

from web.caldav.rights import ReadOnly
from web.caldav.storage import LedgerStorage
from web.calendars import Calendars
from web.replies import App

THREADS = 8


class CalendarApplication(Application):
    """Radicale, whose XML is ASCII: Thunderbird 153 breaks a character that arrives in two pieces."""

    def _xml_response(self, xml_content: Element, request_info: dict[str, Any]) -> bytes:
        content = super()._xml_response(xml_content, request_info)
        return content.decode().encode("ascii", "xmlcharrefreplace")


def make_caldav(calendars: Calendars) -> App:
    """Build the application; the header X-Remote-User names the feed, so nobody else may set it."""
    logging.getLogger("radicale").setLevel(logging.ERROR)  # a sync token from before a restart is no warning
    application: Any = CalendarApplication(_configuration(calendars))
    asgi: Any = WSGIMiddleware(application, workers=THREADS)
    return asgi  # type: ignore[no-any-return]


def _configuration(calendars: Calendars) -> config.Configuration:
    def storage(configuration: config.Configuration) -> BaseStorage:
        return LedgerStorage(configuration, calendars)

    configuration = config.load()
    settings: dict[str, dict[str, Any]] = {
        "auth": {"type": "http_x_remote_user", "delay": 0},
        "rights": {"type": ReadOnly, "permit_delete_collection": False, "permit_overwrite_collection": False},
        "storage": {"type": storage},
        "web": {"type": "none"},
    }
    configuration.update(settings, "duban")
    return configuration
