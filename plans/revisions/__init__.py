# SPDX-License-Identifier: Apache-2.0
"""From a reading to the ledger: matching revised plans, asking what is not sure, changing it."""
