# SPDX-License-Identifier: Apache-2.0
"""Radicale as an ASGI application, configured in memory; put `web.caldav_server.auth` in front of it."""

import logging
from typing import Any
from xml.etree.ElementTree import Element

from a2wsgi import WSGIMiddleware
from radicale import config, types
from radicale.app import Application
from radicale.httputils import read_raw_request_body
from radicale.storage import BaseStorage

from web.caldav.questions import NoQuestionError, read_question
from web.caldav.rights import ReadOnly
from web.caldav.storage import LedgerStorage
from web.caldav_server.calendars import Calendars
from web.responses import App

THREADS = 8


class CalendarApplication(Application):
    """Radicale, whose XML is ASCII: Thunderbird 153 breaks a character that arrives in two pieces."""

    def _xml_response(self, xml_content: Element, request_info: dict[str, Any]) -> bytes:
        content = super()._xml_response(xml_content, request_info)
        return content.decode().encode("ascii", "xmlcharrefreplace")

    def _read_xml_request_body(
        self, environ: types.WSGIEnviron, request_info: dict[str, Any]
    ) -> Element | None:
        """Read what is asked with our bounds; a RuntimeError is answered by 400."""
        content = read_raw_request_body(self.configuration, environ)
        try:
            return read_question(content, environ["REQUEST_METHOD"]) if content else None
        except NoQuestionError as error:
            raise RuntimeError(str(error)) from error


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
        "server": {"delay_on_error": 0},
        "storage": {"type": storage},
        "web": {"type": "none"},
    }
    configuration.update(settings, "duban")
    return configuration
