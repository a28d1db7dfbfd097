"""The registry of units: reading it, spellings, suggestions, successions, what group words mean."""
