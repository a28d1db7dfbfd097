# SPDX-License-Identifier: Apache-2.0
"""What the program says now, held against what it said when that was taken over last: hashes by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FROM_SHARED = ("corpus", "specimens", "specimens2")
"""Folders of real documents beside the project, which are not everywhere."""


def read_hashes(file: Path) -> dict[str, str]:
    """Give what was taken over last."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {name: value for value, _, name in (line.partition("  ") for line in lines)}


def write_hashes(file: Path, hashes: Mapping[str, str]) -> None:
    """Take over what is said now."""
    file.write_text("".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)), encoding="utf-8")


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two sets of hashes; `shared` is where the real documents are, if they are on this machine."""

    made: Mapping[str, str]
    known: Mapping[str, str]
    shared: Path

    @property
    def left_out(self) -> Sequence[str]:
        """Name what could not be made here, because its folder of `shared` is missing."""
        return [name for name in self.known if name not in self.made and self._is_missing(name)]

    @property
    def unknown(self) -> Sequence[str]:
        """Name the real documents that have come to the others since: no doing of the program."""
        return [name for name in self.made if name not in self.known and name.startswith(_label(""))]

    @property
    def differences(self) -> Sequence[str]:
        """Tell every name that is new, gone, or says something else."""
        left_out, unknown = set(self.left_out), set(self.unknown)
        return [
            *(f"gone     {name}" for name in self.known if name not in self.made and name not in left_out),
            *(f"new      {name}" for name in self.made if name not in self.known and name not in unknown),
            *(f"differs  {name}" for name, said in self.made.items() if self.known.get(name, said) != said),
        ]

    @property
    def taken_over(self) -> dict[str, str]:
        """Give the hashes of today; what is left out here keeps its own."""
        return {**self.made, **{name: self.known[name] for name in self.left_out}}

    @property
    def told(self) -> Iterator[str]:
        """Say what was found, line by line; nothing is left out in silence."""
        yield from self.differences
        for folder in FROM_SHARED:
            names = [name for name in self.left_out if name.startswith(_label(folder))]
            if names:
                yield f"left out: {len(names)} documents of ../shared/{folder}, which is not on this machine"
        if self.unknown:
            yield f"not taken over yet: {len(self.unknown)} documents that are new in ../shared"
        compared = len(self.made) - len(self.unknown)
        yield f"{compared} compared, {len(self.differences)} differ, {len(self.left_out)} left out"

    def _is_missing(self, name: str) -> bool:
        return any(
            name.startswith(_label(folder)) and not (self.shared / folder).is_dir() for folder in FROM_SHARED
        )


def _label(folder: str) -> str:
    return f"read shared/{folder}/" if folder else "read shared/"
