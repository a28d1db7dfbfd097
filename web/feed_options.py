"""What a reader may ask of a feed in the query of its address: `?alarms=0&lang=en&todo=1`."""

from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from notifiers.calendar_style import Options
from templates.catalogues import LOCALES

LONGEST = 200
"""Characters of a query that are read at all."""
FLAGS = {"0": False, "1": True}
USUAL = Options()


@lru_cache(maxsize=256)
def read_options(query: str, *, locale: str) -> Options:
    """Read a query; whatever is unknown, badly spelled or said again is passed over.

    The office's own language is no option: equal bytes are held once.
    """
    if not query or len(query) > LONGEST:
        return USUAL
    said = dict(reversed(parse_qsl(query, max_num_fields=None)))
    lang = said.get("lang", "").replace("-", "_")
    return Options(
        alarms=FLAGS.get(said.get("alarms", ""), USUAL.alarms),
        todo=FLAGS.get(said.get("todo", ""), USUAL.todo),
        lang=lang if lang in LOCALES and lang != locale else None,
    )


def query_of(options: Options) -> str:
    """Spell options in their one canonical way, with the question mark; "" for the usual ones."""
    said = {
        "alarms": None if options.alarms else "0",
        "lang": options.lang,
        "todo": "1" if options.todo else None,
    }
    spelled = urlencode({name: value for name, value in said.items() if value})
    return f"?{spelled}" if spelled else ""
