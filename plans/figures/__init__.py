# SPDX-License-Identifier: Apache-2.0
"""How much: quantities to reach, with operator, value, unit and the name of what is counted."""
