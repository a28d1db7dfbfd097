# SPDX-License-Identifier: Apache-2.0
"""Who: leaders with their posts, units with their roles, rules that say it for many tasks."""
