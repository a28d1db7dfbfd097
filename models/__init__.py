"""The ledger: tables, frozen values, errors, queries and migrations."""
