# SPDX-License-Identifier: Apache-2.0
"""Files that only LibreOffice can read, whatever LibreOffice does; files under false names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import InputError
from plans.formats import convert
from plans.formats.convert import converted
from plans.formats.detect import open_document
from plans.reading import read
from tests.support.files import plan_files
from tests.support.files.small_files import pdf, web_page
from tests.support.waiting import wait_until

RTF = rb"{\rtf1\ansi\ansicpg936 plan}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
Install = Callable[[str], Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a program of that script in the place of LibreOffice, and nothing else on the PATH."""

    def installed(script: str) -> Path:
        program = tmp_path / "soffice"
        program.write_text(script, encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return tmp_path

    return installed


def refused(content: bytes, name: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read(content, name=name)
    assert caught.value.cure
    return caught.value


@pytest.mark.parametrize(("content", "suffix"), [(RTF, ".rtf"), (OLE, ".doc"), (OLE, ".wps"), (RTF, ".doc")])
def test_without_libreoffice_the_error_says_how_to_convert(
    content: bytes, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the format the file really has, what is missing, and the way round it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    error = refused(content, f"plan{suffix}")
    assert "no program soffice is on the PATH" in str(error)
    assert (".rtf" if content == RTF else suffix) in str(error)
    assert "save it as .docx" in (error.cure or "")


@pytest.mark.parametrize(
    "script",
    [
        "#!/bin/sh\nexit 1\n",
        "#!/bin/sh\nexit 0\n",
        '#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\n/bin/mkdir "$2"; : > "$2/plan.docx"\n',
        "no program at all",
    ],
)
def test_libreoffice_that_fails_is_told(script: str, install: Install) -> None:
    """An error, no file, an empty file and a program that does not start all end in one sentence."""
    install(script)
    assert "could not convert plan.rtf" in str(refused(RTF, "plan.rtf"))


def test_libreoffice_that_gives_rubbish_is_told(install: Install) -> None:
    """What comes out is checked like any file that came in."""
    install(
        '#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\n/bin/mkdir "$2"; echo x > "$2/plan.docx"\n'
    )
    assert "damaged" in str(refused(RTF, "plan.rtf"))


def test_libreoffice_that_hangs_is_ended_with_all_it_started(
    install: Install,
) -> None:
    """The time limit ends the program and its children; nothing is left running."""
    folder = install('#!/bin/sh\n/bin/sleep 60 & echo $! > "${0%/*}/child"\nwait\n')
    with pytest.raises(InputError, match="took longer than 3 seconds") as caught:
        converted(RTF, name="plan.rtf", suffix=".rtf", seconds=3)
    assert caught.value.cure
    child = int((folder / "child").read_text())
    wait_until(lambda: _has_ended(child), "the child is gone")


def _has_ended(process: int) -> bool:
    """Tell whether a process that was killed is gone, or is only waited for by init."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_libreoffice_gets_a_profile_of_its_own_without_macros(install: Install) -> None:
    """No macro runs, no link is followed, and the office's own LibreOffice is left alone."""
    folder = install('#!/bin/sh\necho "$@" > "${0%/*}/said"\n')
    refused(RTF, "plan.rtf")
    said = (folder / "said").read_text()
    assert "-env:UserInstallation=file://" in said
    assert "--headless" in said
    assert all(word in convert.PROFILE for word in ("DisableMacrosExecution", "BlockUntrustedRefererLinks"))


@pytest.mark.parametrize("name", ["plan.doc", "plan.wps", "plan.txt", "plan.et", "plan"])
@pytest.mark.parametrize(
    "content",
    [
        plan_files.typed_docx(),
        plan_files.workbook(),
        web_page(),
        "\n".join("\t".join(row) for row in (plan_files.HEADER, *plan_files.tasks())).encode(),
    ],
    ids=["docx", "xlsx", "html", "tabs"],
)
def test_content_tells_the_format_whatever_the_name_says(content: bytes, name: str) -> None:
    """A Word file, a workbook, a page and a table of tabs under a false name give their 21 tasks."""
    assert len(read(content, name=name).tasks) == 21


@pytest.mark.parametrize("delimiter", ["\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_named_xls_is_a_table(delimiter: str, encoding: str) -> None:
    """Systems export their lists as text under the name of a workbook."""
    rows = (plan_files.HEADER, *plan_files.tasks())
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    assert len(read(content, name="清单.xls").tasks) == 21


def test_pdf_named_doc_is_a_pdf() -> None:
    """The bytes decide."""
    assert "canal" in open_document(pdf(), name="plan.doc").lines[-1].text
