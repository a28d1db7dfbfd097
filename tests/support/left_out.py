# SPDX-License-Identifier: Apache-2.0
"""What a run left out: told in plain words at its end, and refused with --no-skips, as CI asks."""

from collections import Counter
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
WITHOUT_SHARED = "the real documents (../shared beside the project) are not on this machine"
REFUSED = "left out although --no-skips was given: "
Report = pytest.TestReport | pytest.CollectReport


def has_shared() -> bool:
    """Tell whether the real documents are on this machine."""
    return (SHARED / "golden").is_dir()


class LeftOut:
    """Count what is skipped by its reason; `refuses` makes a skip a failure.

    The one thing that may be missing even then is the folder of real documents, which is no part of the
    project: what is told of them is told of the project's own documents by other tests.
    """

    def __init__(self, *, refuses: bool) -> None:
        self._refuses = refuses

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> object:
        """Refuse a test that skips."""
        return self._judged((yield))

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> object:
        """Refuse a file that skips as a whole."""
        return self._judged((yield))

    def _judged(self, report: Report) -> Report:
        if report.outcome == "skipped" and self._refuses and not hasattr(report, "wasxfail"):
            reason = reason_of(report)
            if reason != WITHOUT_SHARED or has_shared():
                report.outcome = "failed"
                report.longrepr = f"{REFUSED}{reason}"
        return report

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Group what was left out by its reason, the most frequent one first."""
        skipped = Counter(reason_of(each) for each in terminalreporter.getreports("skipped"))
        failed = (*terminalreporter.getreports("failed"), *terminalreporter.getreports("error"))
        refused = Counter(reason_of(each) for each in failed if str(each.longrepr).startswith(REFUSED))
        for title, reasons in (("left out on this machine", skipped), ("that --no-skips refuses", refused)):
            if reasons:
                terminalreporter.section(f"{reasons.total()} {title}")
            for reason, count in reasons.most_common():
                terminalreporter.write_line(f"{count:5}  {reason}")


def reason_of(report: Report) -> str:
    """Give the reason of a skip without the place and pytest's own word before it."""
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return told.removeprefix("Skipped: ").removeprefix(REFUSED)
