"""When something must be said: working days, signals, thresholds, agenda, rounds."""
