# SPDX-License-Identifier: Apache-2.0
"""HTTP: the calendar feeds and the pages."""
