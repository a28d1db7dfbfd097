# SPDX-License-Identifier: Apache-2.0
"""Text as documents hold it: repaired, in one script, with brackets and clauses found, every place known."""
