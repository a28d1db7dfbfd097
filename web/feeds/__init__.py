# SPDX-License-Identifier: Apache-2.0
"""Calendar feeds: from the poll to the bytes."""
