"""What a page shows when something fails: a sentence and one action, never a stack trace."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import streamlit as st

from core.errors import AppError, DatabaseUnavailable, TooFast

log = logging.getLogger("violet.pages")

_NO_FILE = {
    TooFast.code: "You exported several times just now. Please try again in a few minutes.",
    DatabaseUnavailable.code: DatabaseUnavailable.default,
}


@contextmanager
def errors_said() -> Iterator[None]:
    """Say an expected failure right here, where the person can mend it, and go on with the page."""
    try:
        yield
    except AppError as error:
        st.error(error.sentence)


def say_refused_export() -> None:
    """Say once why the route of an export sent the browser back; for the top of the page, where it lands."""
    if refused := st.query_params.pop("export", None):
        st.error(_NO_FILE.get(refused, "The export didn’t work. Please try again."))


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
