# SPDX-License-Identifier: Apache-2.0
"""What docs/commands.md tells beside its tables, out of the commands."""

from collections.abc import Iterator

from cli.commands.feed import GRACE_DAYS
from models import addresses
from models.errors import DeliveryError, InputError, MachineError, NotApproved, ReadWithFindings
from models.kinds import LetterKind
from plans.revisions import matching
from plans.revisions.questions import NEW
from plans.units import registry_file as registry
from tests.unit.docs.facts.words import listed, spelled


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    yield f"ends with {DeliveryError.exit_status} when it was not taken |"
    yield f"the earlier ones work for {GRACE_DAYS} calendar days more, or as many as said |"
    overviews = listed([kind.value for kind in LetterKind if not kind.is_duty], "or")
    yield f"no more mail of the kind {overviews}; never a duty notice |"
    yield (
        f"`duban plan read` ends with 0 when there is nothing to settle, with {ReadWithFindings.exit_status} "
        f"when there are warnings or errors, with {InputError.exit_status} when no task was read."
    )
    yield f"such as on a full disk, is told in one sentence with status {MachineError.exit_status};"
    yield f"In scripts `--yes` ends with status {NotApproved.exit_status} and names them;"
    yield f"or `{NEW}` for a task that is none of the ledger's."
    yield f"A title of up to {spelled(matching.LEAST)} characters (管网) counts as a part of another one only where"
    yield f"where nobody can answer it ends with status {NotApproved.exit_status} and writes nothing."
    yield f"and in scripts `--yes` ends with status {NotApproved.exit_status} until the column kind or `--kind NAME=KIND`"
    columns = listed(registry.HEADERS)
    yield f"reads CSV and XLSX with the columns {columns}, found by their headers."
    yield (
        f"anything but ASCII before the `@`, more than {addresses.LOCAL_AT_MOST} characters before "
        f"or {addresses.DOMAIN_AT_MOST} behind it | refused |"
    )
    yield f"; a row may have {registry.MOST_MAILBOXES} at most."
    yield "Aliases are separated by `|`, `;` or `、`."
    yield f"A row of kind `{registry.LEADER}` (领导) is a person, one of kind `{registry.POST}` (职务) a post"
    yield f"An empty cell leaves the ledger as it is, a `{registry.CLEAR}` empties it."
    yield "and B takes A's mailbox, contact and leader where it has none."
    yield "| 1 | a bug; the traceback is shown. Without one: whoever read the output stopped reading (`duban … \\| head`) |"
