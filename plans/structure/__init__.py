# SPDX-License-Identifier: Apache-2.0
"""What a document is made of: headings, numbered tasks, lists, blocks, closing sections, a missing end."""
