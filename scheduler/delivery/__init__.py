# SPDX-License-Identifier: Apache-2.0
"""How what is owed leaves: claims, relays, clusters."""
