# SPDX-License-Identifier: Apache-2.0
"""What Word and Excel files have in common: a zip of XML parts that relate to one another (ISO 29500-2)."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

OFFICE = "http://schemas.openxmlformats.org"
STRICT = "http://purl.oclc.org/ooxml"


def relations(targets: dict[str, str]) -> str:
    """Write the relations of a part to its targets, each given with its kind."""
    types = f"{OFFICE}/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="r{place}" Type="{types}/{kind}" Target="{target}"/>'
        for place, (target, kind) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{links}</Relationships>'


def strictly(xml: str) -> str:
    """Name things as the strict form of the format does."""
    for name in ("officeDocument", "spreadsheetml", "wordprocessingml"):
        xml = xml.replace(f"{OFFICE}/{name}/2006", f"{STRICT}/{name}")
    return xml


def zipped(members: dict[str, str]) -> bytes:
    """Put the parts into one file."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return file.getvalue()
