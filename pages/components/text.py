"""Showing text as it was typed, in places where Streamlit would read Markdown: labels, captions, toasts.

Whole messages are drawn with `st.text`, which reads nothing; a model's replies go through `markdown.py`.
"""

import re

_PUNCTUATION = re.compile(r"([!-/;-@\[-`{-~])")  # every ASCII punctuation mark but the colon
_COLON = re.compile(r":(?=[^\s:])")
_ADDRESS = re.compile(r"(?i)(@|\bwww(?=\.))")  # what is made a link without being marked as one
_JOINER = "\u2060"  # no width: keeps `:red[`, `:material/…:` and `:smile:` from being read as directives


def plain(text: str) -> str:
    """The text as a Markdown label that reads exactly like it: no link, image, colour, icon or maths."""
    return literal(" ".join(text.split()))


def literal(text: str) -> str:
    """`plain` with the white space left as it is."""
    bare = _ADDRESS.sub(rf"\1{_JOINER}", _COLON.sub(f":{_JOINER}", text))
    return _PUNCTUATION.sub(r"\\\1", bare)
