# SPDX-License-Identifier: Apache-2.0
"""The message catalogues: one folder a locale, one .po file a subject.

English sentences are the keys, so English needs no catalogue.
A sentence without a translation is shown in English, and a test lists every such sentence.
"""

from collections.abc import Iterator
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

DEFAULT_LOCALE = "zh_CN"
LOCALES = ("zh_CN", "en")


class Catalogue(NullTranslations):
    """Translate sentences into one locale; English counts with its own two forms, Chinese with one."""

    def __init__(self, locale: str, messages: dict[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.locale = locale
        self._messages = messages

    def gettext(self, message: str) -> str:
        """Translate a sentence, or give it back as it is."""
        return self._messages.get(message, (message,))[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Translate a sentence that counts something."""
        forms = self._messages.get(msgid1, (msgid1, msgid2))
        return forms[0] if n == 1 else forms[-1]

    def knows(self, message: str) -> bool:
        """Tell whether the catalogue has this sentence."""
        return message in self._messages


@cache
def load(locale: str) -> Catalogue:
    """Read every .po file of `locale` into one catalogue; KeyError for a locale that is not in LOCALES."""
    if locale not in LOCALES:
        raise KeyError(locale)
    found = (
        entry for path in _po_files(locale) for entry in read_po(BytesIO(path.read_bytes()), locale=locale)
    )
    return Catalogue(locale, dict(_entry(message) for message in found if message.id and message.string))


def _po_files(locale: str) -> Iterator[Traversable]:
    folder = files("templates") / "locale" / locale
    return (path for path in folder.iterdir() if path.name.endswith(".po")) if folder.is_dir() else iter(())


def _entry(message: Message) -> tuple[str, tuple[str, ...]]:
    if isinstance(message.id, str):
        return message.id, (str(message.string),)
    return message.id[0], tuple(message.string or ())
