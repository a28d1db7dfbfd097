# SPDX-License-Identifier: Apache-2.0
"""Tables: their columns by the meaning of their headers, drawn and shifted ones, cells that span rows."""
