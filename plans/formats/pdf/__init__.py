# SPDX-License-Identifier: Apache-2.0
"""PDF: characters and rules of a page as lines and tables."""
