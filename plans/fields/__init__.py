# SPDX-License-Identifier: Apache-2.0
"""Labels and the values behind them: one task's text → its fields."""
