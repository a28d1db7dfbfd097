# SPDX-License-Identifier: Apache-2.0
"""One file a command or a group of commands, with its tables and its JSON."""
