# SPDX-License-Identifier: Apache-2.0
"""What docs/caldav.md tells, out of the door and the storage behind it."""

from collections.abc import Iterator
from importlib.metadata import metadata

from scheduler.policy import default_policy
from tests.support.docs.documents import text_of
from tests.unit.docs.facts.words import where
from web.caldav import questions, storage
from web.caldav_server import auth, calendars


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    prefix, known = auth.PREFIX, auth.WELL_KNOWN
    yield f"| `{known}` | 301 to `{prefix}/` |"
    yield f"| `{prefix}/` | says who asks: `{prefix}/{{feed}}/` |"
    yield f"| `{prefix}/{{feed}}/` | the principal and the home of its calendars |"
    yield f"| `{prefix}/{{feed}}/events/{{uid}}.ics` | one item, with the bytes it has in the feed |"
    assert len(storage.NAMES) == 2
    yield "Two collections, because Apple's programs"
    yield "| user name | anything, such as `duban` |"
    yield "| password | the token: in the address of the feed, what stands between `/feeds/` and `.ics` |"
    for program in (
        "Thunderbird",
        "iPhone, iPad",
        "Mac",
        "Android with DAVx5",
        "GNOME, Evolution",
        "vdirsyncer",
    ):
        yield f"| {program} |"
    yield f"the address of duban with `{prefix}/` behind it, such as `https://duban.example.gov.cn{prefix}/` |"
    for name in storage.NAMES.values():
        yield f"| `{prefix}/{{feed}}/{name}/` |"
    methods = sorted(auth.READING)
    *before, last = (f"`{method}`" for method in methods)
    yield f"{', '.join(before)} and {last} are answered, every other method is 403."
    yield f"Each process remembers what changed after the last {calendars.REMEMBERED} states it showed."
    yield "A token it does not remember is answered 403 with `valid-sync-token`"
    yield "An ended token is answered 401 like one that never was."
    yield f"The content, the marks and the {default_policy().feeds.keep_done} days of what is done are those of [feeds]"
    yield f"because its {default_policy().feeds.keep_done} days are over or another unit got it"
    yield f"The token is checked in `{where(auth)}`, in front of Radicale"
    wanted = text_of("pyproject.toml").partition("radicale>=")[2][:3]
    yield f"Radicale {wanted} speaks the protocol;"
    yield (
        f"XML with a DOCTYPE, deeper than {questions.DEEPEST} elements or asking for more than "
        f"{questions.MOST_PROPERTIES} properties is answered 400 (`{where(questions)}`)."
    )
    assert metadata("radicale")["License"] == "GNU GPL v3"
    yield "Radicale is under the GPL, version 3 or later; duban, with its adapter in `web/caldav/`, is under the"
    assert "Version 2.0" in text_of("LICENSE")
    yield "Apache License 2.0, which the GPL 3 agrees with."
    yield "who comes first then hears 503."
    yield "echo DUBAN_CALDAV=true >> /etc/duban/env"
