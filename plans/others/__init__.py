# SPDX-License-Identifier: Apache-2.0
"""Plans of other makes: action tables and lists, commitments, amendments, Japanese plans of measures."""
