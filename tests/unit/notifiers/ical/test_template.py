# SPDX-License-Identifier: Apache-2.0
"""The template of events has a version, so that an upgrade that rewrites them raises their numbers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from models.kinds import DueKind, Role, TaskState
from notifiers.ical.entries import TEMPLATE_VERSION, Options
from notifiers.ical.feed import task_block
from tests.builders import milestone_view, task_view, unit_view
from tests.support.served import STYLE

WRITTEN_AS = {
    1: "78e1d11a7cd06c4bb0a34304ed9270c81170455b5aa62105faa12e7792a27460",
    2: "79b8fe82ace7591a375e989862cdbdfb4768b11aaa16a0ac646aacbdac08f47f",
}
"""What the tasks below are written as, by version of the template: add one, never change one."""
DONE = datetime(2026, 11, 20, 4, tzinfo=UTC)
STEP = milestone_view(1, date(2026, 11, 1))
TASKS = (
    task_view(
        1,
        percent=60,
        original_due=date(2026, 6, 30),
        due_kind=DueKind.SOFT,
        milestones=(
            milestone_view(1, date(2026, 11, 1)),
            milestone_view(2, date(2026, 12, 1), done_on=DONE.date()),
        ),
    ),
    task_view(
        2,
        section="水利, 交通",
        units=tuple(unit_view(number, role.value, role) for number, role in enumerate(Role)),
    ),
    task_view(3, state=TaskState.CLOSED, closed_at=DONE, updated_at=DONE),
    task_view(4, state=TaskState.WITHDRAWN, closed_at=DONE, updated_at=DONE),
)


def test_events_are_written_as_their_version_says():
    """If this fails, raise `TEMPLATE_VERSION` in `notifiers/ical/entries.py` and add its digest here.

    Calendar programs take up the new way of writing only then.
    """
    written = sha256()
    for locale in ("zh_CN", "en"):
        style = replace(STYLE, locale=locale, options=Options(todo=True))
        for task in TASKS:
            written.update(task_block(task, on=date(2026, 11, 22), style=style).content)
    assert written.hexdigest() == WRITTEN_AS[TEMPLATE_VERSION]
