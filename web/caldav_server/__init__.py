# SPDX-License-Identifier: Apache-2.0
"""Calendars by CalDAV (RFC 4791): who may ask, and what there is."""
