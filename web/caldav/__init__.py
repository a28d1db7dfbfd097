# SPDX-License-Identifier: GPL-3.0-or-later
"""CalDAV by Radicale: the only part of duban under the GPL, see LICENSE.md beside this file.

Nothing imports this package: `cli/calendars.py` loads it by name where the extra `caldav` is installed.
"""
