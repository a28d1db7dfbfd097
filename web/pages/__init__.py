# SPDX-License-Identifier: Apache-2.0
"""The signed pages of readers."""
