# SPDX-License-Identifier: Apache-2.0
"""File formats: one adapter each, all giving the same stream of lines and tables."""
