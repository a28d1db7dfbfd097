"""Labels and the values behind them: one task's text → its fields."""
