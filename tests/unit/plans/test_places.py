# SPDX-License-Identifier: Apache-2.0
from plans.as_json import as_json
from plans.drafts import PlanDraft, Reading
from plans.findings import finding
from plans.provenance import paged
from plans.text.blocks import Document, Line


def test_finding_names_the_page_of_its_line() -> None:
    """In a document with pages a person looks for a page; a finding about the whole has none."""
    document = Document(blocks=(Line(text="甲", number=1, page=1), Line(text="乙", number=2, page=3)))
    found = paged([finding("no-units", task="1", line=2), finding("no-plan-year")], document)
    told = as_json(Reading(plan=PlanDraft(), tasks=(), findings=found))["findings"]
    assert [(each["line"], each["page"]) for each in told] == [(2, 3), (None, None)]


def test_text_has_no_pages() -> None:
    """Without pages a finding stays as it is."""
    found = (finding("no-units", task="1", line=1),)
    assert paged(found, Document(blocks=(Line(text="甲", number=1),))) == found
