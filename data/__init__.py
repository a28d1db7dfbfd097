# SPDX-License-Identifier: Apache-2.0
"""Sample plans, units, policy and calendar overrides, shipped with the program."""
