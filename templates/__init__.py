# SPDX-License-Identifier: Apache-2.0
"""Mail, web and report templates, and the message catalogues."""
