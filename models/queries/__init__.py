# SPDX-License-Identifier: Apache-2.0
"""Every question to the ledger and every change of it, one module a subject."""
