# SPDX-License-Identifier: Apache-2.0
"""How letters are said in a mail."""
