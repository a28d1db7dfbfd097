# SPDX-License-Identifier: Apache-2.0
"""CalDAV by Radicale, which is under the GPL: whoever passes on both passes on the whole under the GPL.

Nothing imports this package: `cli/daemon/web.py` loads it by name where the extra `caldav` is installed.
"""
