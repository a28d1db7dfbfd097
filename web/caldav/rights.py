# SPDX-License-Identifier: Apache-2.0
"""Who may do what: each feed may read the root and its own calendars, and nobody may write."""

from radicale.rights import BaseRights

READ_FOLDER, READ_CALENDAR, NOTHING = "R", "r", ""


class ReadOnly(BaseRights):
    """Give the right to read, as Radicale's letters say it."""

    def authorization(self, user: str, user_groups: set[str], path: str) -> str:
        """Tell the rights of a user, whose name is the feed's number, on a sanitized path."""
        names = [name for name in path.split("/") if name]
        if not names:
            return READ_FOLDER
        if names[0] != user:
            return NOTHING
        return READ_FOLDER if len(names) == 1 else READ_CALENDAR
