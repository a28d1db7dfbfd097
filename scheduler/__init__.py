# SPDX-License-Identifier: Apache-2.0
"""When something must be said: working days, signals, thresholds, agenda, rounds."""
