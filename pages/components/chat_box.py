"""Where a person types, attaches a photo or records a voice note. What can't be sent stays, with the reason.

Photos and voice notes need a model that sees and hears: without one the buttons aren't there.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from core.attachments import PHOTO_MB, PHOTO_TYPES, VOICE_TYPES, accept
from core.errors import AppError
from core.services import services
from pages.components.conversation import Desk
from pages.components.draft import keep_draft

_browser_half = st.components.v2.component(
    "violet_chat_box", js=Path(__file__).with_name("chat_box.js").read_text(), html=""
)


def draw_chat_box(desk: Desk, placeholder: str) -> None:
    """Draw the box of this desk; what is typed is sent before the page is drawn."""
    desk.put_back()
    takes_files = services().settings.has_gemini
    said = st.chat_input(
        placeholder,
        key=f"{desk.key}-input",
        accept_file="multiple" if takes_files else False,
        file_type=[*PHOTO_TYPES, *VOICE_TYPES] if takes_files else None,
        max_upload_size=PHOTO_MB if takes_files else None,
        accept_audio=takes_files,
        on_submit=_hear,
        args=(desk,),
    )
    keep_draft(desk.user, desk.key)
    if takes_files:
        _browser_half(key=f"{desk.key}-box")
    if said and not st.session_state.pop(f"{desk.key}-heard", False):
        # The server was lost and is back: its new session knew no callback when the browser sent this.
        _send(desk, said)
        st.rerun()


def _hear(desk: Desk) -> None:
    """The box's callback."""
    st.session_state[f"{desk.key}-heard"] = True
    _send(desk, st.session_state[f"{desk.key}-input"])


def _send(desk: Desk, said: Any) -> None:
    if said is None or isinstance(said, str):
        desk.send(said or "")
        return
    voice = said.get("audio")
    files = [(each.name, each.getvalue()) for each in said.get("files", [])]
    if voice:
        files.append(("Voice note.wav", voice.getvalue()))
    try:
        desk.send(said.text, files=accept(files))
    except AppError as error:
        desk.refuse(said.text, error.sentence)
