# SPDX-License-Identifier: Apache-2.0
"""Run by the system's Python inside a D-Bus session of its own: what Evolution's data server keeps, as JSON.

Each line read is a command: `look` prints the components, `refresh` has the server poll first.
"""

import json
import sys

import gi

gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
from gi.repository import ECal, EDataServer  # noqa: E402  (only once the versions are chosen)

SECONDS = 20
ALL = "#t"
"""The query that every component fits."""


def main() -> None:
    """Connect to the one calendar of this home, and answer until the input ends."""
    kind = {"events": ECal.ClientSourceType.EVENTS, "todos": ECal.ClientSourceType.TASKS}[sys.argv[1]]
    registry = EDataServer.SourceRegistry.new_sync(None)
    client = ECal.Client.connect_sync(registry.ref_source("office"), kind, SECONDS, None)
    for line in sys.stdin:
        if line.strip() == "refresh":
            client.refresh_sync(None)
        _ok, found = client.get_object_list_as_comps_sync(ALL, None)
        print(json.dumps([each.get_as_string() for each in found]), flush=True)


main()
