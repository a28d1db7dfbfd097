# SPDX-License-Identifier: Apache-2.0
"""What docs/findings.md tells above its table, out of the commands."""

from collections.abc import Iterator

from models.errors import ReadWithFindings
from models.kinds import Severity


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    yield f"An `{Severity.ERROR}` must be settled: nothing is imported unless `--with-errors` says so."
    yield f"A `{Severity.WARNING}` should be settled; `plan read` ends with status {ReadWithFindings.exit_status} for both."
    yield f"An `{Severity.INFO}` is only told."
