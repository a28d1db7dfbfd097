# SPDX-License-Identifier: Apache-2.0
"""The ledger as files that an office circulates and `plan import` reads back."""
