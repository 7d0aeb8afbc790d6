"""The server's half of outbox.js: which of the deeds a component reports have not been done yet."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

_REMEMBERED = 200  # more than a browser can have under way


def with_outbox(*scripts: Path) -> str:
    """A component's scripts as one, with the class `Outbox` in front."""
    return "\n".join(script.read_text() for script in (Path(__file__).with_name("outbox.js"), *scripts))


def new_deeds(key: str) -> Iterator[Mapping[str, Any]]:
    """The reported deeds of this component that are new, in order; each is given out once, whatever is reported again.

    For a callback on the trigger `did`.
    """
    said = st.session_state[key].get("did")
    done = st.session_state.setdefault(_done_key(key), [])
    for deed in said if isinstance(said, list) else []:
        if isinstance(deed, Mapping) and isinstance(deed.get("id"), str) and deed["id"] not in done:
            done.append(deed["id"])
            del done[:-_REMEMBERED]
            yield deed


def done_ids(key: str) -> list[str]:
    """The ids to tell the browser, so that it stops reporting them."""
    return list(st.session_state.get(_done_key(key), []))[-50:]


def _done_key(key: str) -> str:
    return f"{key}-done"
