# SPDX-License-Identifier: Apache-2.0
"""What a daemon does at its start so that a shortage of files, memory or threads passes without a trace."""

import codecs
import logging
import resource
import threading
from functools import partial
from importlib import import_module

MOST_FILES = 65_536
START_SECONDS = 5.0
"""A thread that did not begin within this time died of want of memory, or may as well have."""
CODECS = ("ascii", "latin-1", "utf-8", "utf-8-sig", "utf-16", "gb18030", "punycode", "idna")
"""What hosts, mails and files are written in. Python keeps "unknown encoding" for good where one cannot be
loaded for want of a file, and no relay is reached any more."""
MODULES = (
    "cli.mail_context",
    "notifiers.bounce_imap",
    "notifiers.bounce_maildir",
    "notifiers.senders.channels",
    "notifiers.chat_text",
    "notifiers.mail.compose",
    "notifiers.senders.maildir",
    "notifiers.senders.smtp",
    "scheduler.agenda",
)
"""What `cli.wiring` imports where it is needed: a daemon would need it for the first time in a shortage."""
logger = logging.getLogger(__name__)
_start = threading.Thread.start


def prepare_for_shortages() -> int:
    """Load what cannot be loaded later, bound the start of threads, and give how many files may be open."""
    for name in CODECS:
        codecs.lookup(name)
    for name in MODULES:
        import_module(name)
    threading.Thread.start = _start_in_time  # type: ignore[method-assign, assignment]
    return raise_open_files()


def raise_open_files() -> int:
    """Raise the limit of open files as far as this process may, and give it; more than 65,536 help nobody."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return MOST_FILES if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError) as failure:
        logger.warning("the limit of %d open files cannot be raised: %s", soft, failure)
        return soft
    return wanted


def _start_in_time(thread: threading.Thread) -> None:
    """Start a thread; RuntimeError when it does not begin within five seconds, and then it does nothing.

    Python itself waits for ever for a thread that found no memory to begin with (gh-140746), and an executor
    does so while it holds a lock that all executors share: nobody would start a thread in this process again.
    """
    begins, run = threading.Lock(), thread.run

    def run_unless_late() -> None:
        del thread.run  # it would hold itself
        if begins.acquire(blocking=False):
            run()

    thread.run = run_unless_late  # type: ignore[method-assign]
    started: threading.Event = thread._started  # type: ignore[attr-defined]
    started.wait = partial(started.wait, START_SECONDS)  # type: ignore[method-assign]
    try:
        _start(thread)
    finally:
        del started.wait
    if not started.is_set() and begins.acquire(blocking=False):
        raise RuntimeError("can't start new thread: it found no memory to begin with")
