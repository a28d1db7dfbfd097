"""How header lines are folded: some programs read identifiers and addresses, not encoded words."""

from email.header import Header
from email.policy import EmailPolicy

from models.text import clean_line

RAW_HEADERS = ("message-id", "in-reply-to", "references")


class MailPolicy(EmailPolicy):
    """Fold as RFC 5322 wants, but keep List-*, References and Message-ID as they are.

    Python's own policy turns a List-Unsubscribe or a References beyond 77 characters into RFC 2047 words.
    Here each of their tokens stands whole on a line of its own.
    A Subject is encoded as a whole: where plain and encoded words take turns, Python's own loses spaces.
    """

    def fold(self, name: str, value: str) -> str:
        """Fold one header into lines ending with the policy's line separator."""
        if name.lower() == "subject":
            return self._encoded(name, value)
        return self._raw(name, value) if _is_raw(name) else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Fold one header into the bytes that go over the wire."""
        return self.fold(name, value).encode("ascii")

    def _encoded(self, name: str, value: str) -> str:
        charset = "us-ascii" if value.isascii() else "utf-8"
        return (
            f"{name}: {Header(value, charset, header_name=name).encode(linesep=self.linesep)}{self.linesep}"
        )

    def _raw(self, name: str, value: str) -> str:
        return f"{name}: " + f"{self.linesep} ".join(clean_line(str(value)).split()) + self.linesep


def _is_raw(name: str) -> bool:
    return name.lower() in RAW_HEADERS or name.lower().startswith("list-")


MAIL_POLICY = MailPolicy(linesep="\r\n")
