# SPDX-License-Identifier: Apache-2.0
"""The ways by which messages leave."""
