# SPDX-License-Identifier: Apache-2.0
"""duban (督办): supervise a published plan until every task of it is done."""
