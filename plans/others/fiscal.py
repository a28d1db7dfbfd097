# SPDX-License-Identifier: Apache-2.0
"""Japanese plans of measures (実施計画): ① title (office), fiscal years, the figure planned for each."""

import re
from collections.abc import Iterator, Sequence

from models.kinds import Role
from plans.drafts import MilestoneDraft, Source, TargetDraft, TaskDraft, UnitMention
from plans.text.blocks import Line
from plans.text.script import tidy
from plans.time.words import era_year

_kana = re.compile("[\u3041-\u30ff]")
_item = re.compile(
    r"(?P<mark>[①-⑳])\s*(?P<title>[^①-⑳【】(（\n]{2,40})[(（](?P<units>[^()（）\n]{2,40}(?:課|室|部|局|係|所|会|センター))[)）]"
)
_view = re.compile(r"【[^【】]{1,12}】\s*([^【】①-⑳\n]{2,40})")
_year = re.compile(r"(?P<era>平成|令和|昭和|[HRS])\s?(?P<year>\d{1,2}|元)(?:年度)?")
_years = re.compile(r"(?:(?:平成|令和|昭和|[HRS])\s?(?:\d{1,2}|元)(?:年度)?[\s,、|]{1,3}){2,9}")
_figure = r"\d[\d,]{0,9}(?:\.\d{1,4})?\s?[%％件人回か所箇所団体校社戸円万千台本名世帯]{1,4}"
_figures = re.compile(rf"(?P<name>[^\s\d]{{2,30}})\s+(?P<run>{_figure}(?:[\s,|]{{1,3}}{_figure}){{1,9}})")
_each = re.compile(r"(?P<value>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>\D+?)(?=\s*(?:\d|$))")


def year_end(era: str, year: str) -> str:
    """Give the month a fiscal year ends in: H27 → 2016-03."""
    return f"{era_year(era, year) + 1}-03"


def is_fiscal(text: str) -> bool:
    """Tell whether a text is such a plan: kana, numbered measures with their office, rows of fiscal years."""
    return all(pattern.search(text) for pattern in (_kana, _item, _years))


def read_fiscal(lines: Sequence[Line]) -> tuple[TaskDraft, ...]:
    """Read every numbered measure; only the first row of figures is the plan, those below are results."""
    whole = " ".join(line.text.strip() for line in lines)
    if not lines or not _item.search(whole):
        return ()
    return tuple(_tasks(Line(text=whole, number=lines[0].number)))


def _tasks(line: Line) -> Iterator[TaskDraft]:
    found = list(_item.finditer(line.text))
    ends = [item.start() for item in found[1:]] + [len(line.text)]
    for entry, end in zip(found, ends, strict=True):
        body = line.text[entry.end() : end]
        steps, views = tuple(_steps(body)), _view.findall(line.text[: entry.start()])
        yield TaskDraft(
            number=entry["mark"],
            section=tidy(views[-1]) if views else "",
            title=tidy(entry["title"]),
            units=tuple(
                UnitMention(name=tidy(name), role=Role.RESPONSIBLE)
                for name in re.split("[、・,]", entry["units"])
            ),
            milestones=tuple(
                MilestoneDraft(by=by, text=f"{aim.name}{aim.value}{aim.unit}") for by, aim in steps
            ),
            targets=tuple(aim for _, aim in steps[-1:]),
            source=Source(line=line.number),
        )


def _steps(body: str) -> Iterator[tuple[str, TargetDraft]]:
    years = _years.search(body)
    figures = _figures.search(body, years.end()) if years else None
    if years and figures:
        ends = [year_end(year["era"], year["year"]) for year in _year.finditer(years[0])]
        for by, aim in zip(ends, _each.finditer(figures["run"]), strict=False):
            unit = aim["unit"].strip(" ,|")
            yield (
                by,
                TargetDraft(name=figures["name"], op="=", value=aim["value"].replace(",", ""), unit=unit),
            )
