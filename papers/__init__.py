"""The ledger as files that an office circulates and `plan import` reads back."""
