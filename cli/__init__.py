# SPDX-License-Identifier: Apache-2.0
"""The command line, the settings and the wiring: the only reader of the clock and the environment."""
