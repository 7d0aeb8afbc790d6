"""Showing text as it was typed, in places where Streamlit would read Markdown: labels, captions, toasts.

Whole messages are drawn with `st.text`, which reads nothing; a model's replies go through `markdown.py`.
"""

import re

# What Markdown, GitHub's and Streamlit's own (arrows, colours, maths) may read as more than itself; the second part
# only where a line begins. Not every mark: screen readers are told a label as it is written, backslashes too.
_PUNCTUATION = re.compile(r"""([\\`*_\[\]{}<>~$&|=!^@-]|(?<=\S)#|#(?!\d))|(?m:^)([ \t]*\d*)([+.)](?=\s|$))""")
_COLON = re.compile(r":(?=[^\s:])")
_ADDRESS = re.compile(r"(?i)(@|\bwww(?=\.))")  # what is made a link without being marked as one
_JOINER = "\u2060"  # no width: keeps `:red[`, `:material/…:` and `:smile:` from being read as directives


def plain(text: str) -> str:
    """The text as a Markdown label that reads exactly like it: no link, image, colour, icon or maths."""
    return literal(" ".join(text.split()))


def literal(text: str) -> str:
    """`plain` with the white space left as it is."""
    bare = _ADDRESS.sub(rf"\1{_JOINER}", _COLON.sub(f":{_JOINER}", text))
    return _PUNCTUATION.sub(lambda found: f"{found[2] or ''}\\{found[1] or found[3]}", bare)
