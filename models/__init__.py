# SPDX-License-Identifier: Apache-2.0
"""The ledger: tables, frozen values, errors, queries and migrations."""
