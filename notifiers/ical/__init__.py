# SPDX-License-Identifier: Apache-2.0
"""How tasks are said in a calendar (RFC 5545)."""
