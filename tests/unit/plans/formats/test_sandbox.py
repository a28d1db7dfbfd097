# SPDX-License-Identifier: Apache-2.0
import pytest

from models.errors import InputError
from plans.findings import finding, refusal
from plans.formats.sandbox import packed, packed_error, read_apart, unpacked
from plans.text.blocks import Document, Line, Row, Table
from tests.support.files.small_files import pdf


def test_document_survives_the_way_to_another_process() -> None:
    """Lines, tables, findings and notes come back as they were."""
    document = Document(
        blocks=(
            Line(text="题", number=1, page=2),
            Table(rows=(Row(cells=("a", "b"), number=2),), sheet="表"),
        ),
        facts={"year": "2026"},
        findings=(finding("scanned-page", name="a.pdf", page=3),),
        notes=(Line(text="注", number=1),),
    )
    assert unpacked(packed(document)) == document


def test_refusal_survives_the_way_to_another_process() -> None:
    """An error keeps its sentence, its cure and its facts."""
    with pytest.raises(InputError, match=r"a\.pdf is protected by a password") as caught:
        unpacked(packed_error(refusal("locked", name="a.pdf")))
    assert caught.value.cure


def test_file_is_read_in_a_child() -> None:
    """What a child reads is what the adapter reads, whatever the file is called."""
    assert "canal" in read_apart("pdf", pdf(), name="-x 方案\n.pdf").lines[-1].text


def test_reading_that_takes_too_long_is_stopped() -> None:
    """The child is ended when its time is up."""
    with pytest.raises(InputError, match="took longer than 0 seconds"):
        read_apart("pdf", pdf(), name="a.pdf", seconds=0.001)


def test_child_that_fails_is_a_damaged_file() -> None:
    """An adapter that stumbles names what it stumbled over, and no traceback is shown."""
    with pytest.raises(InputError, match=r"damaged and cannot be opened \(ModuleNotFoundError\)"):
        read_apart("nothing", b"x", name="a.pdf")
