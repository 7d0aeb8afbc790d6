"""What a page shows when something fails: a sentence and one action, never a stack trace."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import streamlit as st

from core.errors import AppError

log = logging.getLogger("violet.pages")


@contextmanager
def errors_said() -> Iterator[None]:
    """Say an expected failure right here, where the person can mend it, and go on with the page."""
    try:
        yield
    except AppError as error:
        st.error(error.sentence)


def show_trouble(error: Exception) -> bool:
    """Draw the sentence for an error no page caught; the cause goes to the log. True: Streamlit shows nothing more."""
    if isinstance(error, AppError):
        log.warning("page stopped: %s", error.code, exc_info=error if error.http_status >= 500 else None)
        title, sentence = "That didn’t work", error.sentence
    else:
        reference = uuid4().hex[:8]
        log.error("page failed, reference %s", reference, exc_info=error)
        title = "Something went wrong on our side"
        sentence = f"What you did before is safe. If it happens again, please mention **{reference}**."
    with st.container(key="violet-trouble", border=True):
        st.header(title, anchor=False)
        st.write(sentence)
        st.button("Try again", key="violet-try-again", type="primary")
    return True
