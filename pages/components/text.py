"""Showing text as it was typed, in places where Streamlit would read Markdown: labels, captions, toasts.

Whole messages are drawn with `st.text`, which reads nothing.
"""

import re

_PUNCTUATION = re.compile(r"([!-/;-@\[-`{-~])")  # every ASCII punctuation mark but the colon
_COLON = re.compile(r":(?=[^\s:])")
_JOINER = "\u2060"  # no width: keeps `:red[`, `:material/…:` and `:smile:` from being read as directives


def plain(text: str) -> str:
    """The text as a Markdown label that reads exactly like it: no link, image, colour, icon or maths."""
    return _COLON.sub(f":{_JOINER}", _PUNCTUATION.sub(r"\\\1", " ".join(text.split())))
