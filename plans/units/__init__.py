# SPDX-License-Identifier: Apache-2.0
"""The registry of units: reading it, spellings, suggestions, successions, what group words mean."""
