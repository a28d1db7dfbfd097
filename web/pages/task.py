# SPDX-License-Identifier: Apache-2.0
"""`/tasks/{uid}`: where a calendar entry leads to, a task with all its dates.

It says no more than the entry does, to whoever has the entry: the uid is 122 random bits.
"""

import logging
import re
from datetime import date

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from models.letters import NOBODY, OfficeContact
from models.views import TaskView
from notifiers.ical.entries import all_entries
from notifiers.ical.words import description, summary
from templates.catalogues import LOCALES, load
from web.pages.reader_page import ReaderPages
from web.pages.render import Page, render_page

PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
UID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
"""What can be a task's at all; the ledger is not asked for anything else, such as a NUL."""
NO_TASK = "There is no task with a date here; it may have changed with its plan."
AWAY = "The page is not available for the moment."

logger = logging.getLogger(__name__)


def add_task_pages(app: FastAPI, pages: ReaderPages, *, locale: str) -> None:
    """Serve the pages on `app`, in the locale or in what `?lang=` asks for."""

    @app.api_route("/tasks/{uid}", methods=["GET", "HEAD"])
    def page(uid: str, request: Request) -> Response:
        wanted = request.query_params.get("lang")
        return _answer(uid, pages, wanted if wanted in LOCALES else locale)


def task_page(
    task: TaskView, *, on: date, locale: str, office: str, contact: OfficeContact = NOBODY
) -> Page | None:
    """Render the page of one task on a day; None when it has no date, so that no calendar leads to it."""
    entries, words = tuple(all_entries(task, on)), load(locale)
    if not entries:
        return None
    return render_page(
        "task.html",
        locale=locale,
        office=office,
        contact=contact,
        title=summary(entries[0], words),
        facts=description(entries[0], words).split("\n"),
        dates=[(entry.deadline.by.isoformat(), summary(entry, words)) for entry in entries],
    )


def _answer(uid: str, pages: ReaderPages, locale: str) -> Response:
    try:
        known = pages.task(uid) if UID.fullmatch(uid) else None
    except Exception:
        logger.exception("A task cannot be read from the ledger.")
        return _told(AWAY, locale, 503)
    made = None
    if known:
        task, on = known
        made = task_page(task, on=on, locale=locale, office=pages.office, contact=pages.contact)
    if made is None:
        return _told(NO_TASK, locale, 404)
    return HTMLResponse(made.content, headers=PRIVATE | {"Content-Security-Policy": made.policy})


def _told(sentence: str, locale: str, status: int) -> Response:
    more = {"Retry-After": "60"} if status == 503 else {}
    return PlainTextResponse(
        f"{load(locale).gettext(sentence)}\n", status_code=status, headers=PRIVATE | more
    )
