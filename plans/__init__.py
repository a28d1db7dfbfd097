# SPDX-License-Identifier: Apache-2.0
"""Reading plan documents: file, text, repair, segments, fields, findings, changes against the ledger."""
