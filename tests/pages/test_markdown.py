"""What a model's reply may do on a page: emphasise, list and quote; nothing is fetched, nothing leads away."""

import re

import pytest

from pages.components.markdown import safe_markdown

JOINER = "\u2060"


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("Added **Buy milk**", "Added **Buy milk**  "),
        ("It is *very* late", "It is *very* late  "),
        ("**Both *at* once**", "**Both *at* once**  "),
        ("- one\n- two", "- one\n- two"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("- a\n    - b", "- a\n    - b"),
        ("Use `RRULE:FREQ=DAILY`", "Use `RRULE:FREQ=DAILY`  "),
        ("```python\nx = [1](2)\n```", "```python\nx = [1](2)\n```"),
        ("> said\n> twice", "> said  \n> twice  "),
        ("# Today", "**Today**  "),
        ("one\n\ntwo", "one  \n\ntwo  "),
        ("2 * 3 * 4", r"2 \* 3 \* 4  "),
        ("snake_case_name", r"snake\_case\_name  "),
        ("", ""),
    ],
)
def test_harmless_markdown_is_kept(said: str, drawn: str) -> None:
    assert safe_markdown(said) == drawn


HOSTILE = [
    "![x](https://evil.example/a.png)",
    "![x][1]\n\n[1]: https://evil.example/a.png",
    "[click](https://evil.example)",
    "[click](javascript:alert(1))",
    "<https://evil.example>",
    "<img src=https://evil.example/a.png>",
    "<script>alert(1)</script>",
    "https://evil.example/a",
    "www.evil.example",
    "me@evil.example",
    ":red[careful]",
    ":material/delete:",
    ":smile:",
    "$x^2$ and $$y$$",
    "note[^1]\n\n[^1]: https://evil.example",
    "| a | b |\n|---|---|\n| ![](https://evil.example) | c |",
    "**![x](https://evil.example/a.png)**",
    "*[x](https://evil.example)*",
    "- ![x](https://evil.example/a.png)",
    "> ![x](https://evil.example/a.png)",
    "# ![x](https://evil.example/a.png)",
    "```\ncode\n```\n![x](https://evil.example/a.png)",
    "- item\n  ```\n  code\n  ```\n![x](https://evil.example/a.png)",
    "`unclosed ![x](https://evil.example/a.png)",
    "``two `ticks` ![x](https://evil.example)``",
    "\\![x](https://evil.example/a.png)",
    "~~~\ncode\n~~~~~\n![x](https://evil.example/a.png)",
    "&lt;img&gt; &#33;[x](https://evil.example)",
]


@pytest.mark.parametrize("said", HOSTILE)
def test_nothing_else_works(said: str) -> None:
    """Outside of code no punctuation stands alone that could begin an image, a link, HTML, a directive or maths."""
    drawn = re.sub(r"(?ms)^(```|~~~)[^\n]*\n.*?^\1$", "", safe_markdown(said))
    drawn = re.sub(r"(?<![\\`])`[^`\n]+`(?!`)", "", drawn)
    drawn = re.sub(r"\\[!-/:-@\[-`{-~]", "", drawn)  # what is escaped is text
    assert not re.search(r"[!\[\]<&$|#_~^@]|^\s*>.*[!\[]", re.sub(r"(?m)^[> ]+", "", drawn))
    assert not re.search(r":(?!\u2060|\s|$)", drawn)
    assert not re.search(r"(?i)www\.", drawn)


@pytest.mark.parametrize("said", ["```\nstill coming ![x](https://evil.example)", "~~~~\n```\n"])
def test_an_open_fence_is_closed(said: str) -> None:
    lines = safe_markdown(said).splitlines()
    assert lines[0] == lines[-1]


@pytest.mark.parametrize("said", [">" * 5000, "**" * 5000, "*a " * 3000, "`" * 5000, "- " * 5000, "#" * 5000])
def test_hostile_lengths_are_quick(said: str) -> None:
    assert safe_markdown(said) is not None
