"""A conversation on a page: its messages, the turn under way, and everything one may do with them.

The chat page draws it across the page, the board as a panel beside the cards. What is drawn is read from the database
on every run; the turn itself runs in `core.agent.runner`, and leaving the page only stops watching it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import streamlit as st
from sqlmodel import Session
from streamlit.delta_generator import DeltaGenerator

from core.agent.events import TextDelta, ToolCallFinished, ToolCallStarted, TurnFinished
from core.agent.plans import Answer
from core.agent.protocol import Person
from core.agent.runner import STAND_IN, Turn
from core.attachments import NewAttachment, described
from core.errors import AppError, NeedsGemini
from core.services import services
from core.store import conversations, turns
from core.store.conversations import PAGE_MESSAGES, Thread
from core.store.database import begin, reading
from core.store.models import Message, MessageRole, MessageStatus, ToolCall, utc_now
from core.tools.registry import Caller
from core.tools.undo import UNDO, undo_turn
from pages.components.agent_choice import can_answer_offline, chosen_agent, name_of
from pages.components.attachments import draw_attachments
from pages.components.draft import note_sent
from pages.components.markdown import safe_markdown
from pages.components.message_actions import Action, message_actions
from pages.components.plan_card import draw_plan
from pages.components.sign_in import SignedIn
from pages.components.steps import chips_of, draw_running_step, draw_steps, notes_on, say_duration, steps_of
from pages.components.task_card import open_card
from pages.components.task_changes import require_login
from pages.components.text import plain

_GEMINI = "gemini"
_BEAT_S = 0.2  # how long a click may wait while nothing comes
_PATIENCE_S = 0.1  # a turn that ends within it needs no second drawing of the page
_AVATAR = str(Path(__file__).with_name("icon.svg"))
_FAILURES = {
    MessageStatus.INTERRUPTED: "This answer was interrupted. Your message is safe.",
    MessageStatus.STOPPED: "Stopped.",
}


@dataclass(frozen=True)
class Desk:
    """Where a conversation is drawn and for whom; `key` keeps the widgets of two places apart.

    `is_beside` is for a panel next to something live: the turn is then looked at four times a second, instead of being
    painted smoothly while everything else on the page waits.
    """

    user: SignedIn
    key: str
    is_beside: bool = False

    @property
    def person(self) -> Person:
        return Person(self.user.id, self.user.name, ZoneInfo(self.user.time_zone))

    # Ids and drafts live in the session state; everything else is read back from the database.

    @property
    def conversation_id(self) -> UUID | None:
        """The open conversation; None for a new one."""
        kept = st.session_state.get(f"{self.key}-conversation")
        return UUID(kept) if kept else None

    def open(self, conversation_id: UUID | None) -> None:
        """Show this conversation from the next run on; None begins a new one."""
        st.session_state[f"{self.key}-conversation"] = str(conversation_id) if conversation_id else None
        for name in ("editing", "commenting", "pages", "first", "refused"):
            st.session_state.pop(f"{self.key}-{name}", None)
        st.session_state[f"{self.key}-new"] = str(uuid4())

    def send(
        self,
        text: str,
        answer: Answer | None = None,
        *,
        files: Sequence[NewAttachment] = (),
        files_of: int | None = None,
    ) -> None:
        """Start a turn, as a widget's callback. What cannot be sent stays in the input box, with the reason.

        `files` come with it, and once more those of the earlier message `files_of`.
        """
        new_id = st.session_state.setdefault(f"{self.key}-new", str(uuid4()))
        try:
            require_login(self.user)
            turn = services().runner.start(
                self.person,
                self.conversation_id or UUID(new_id),
                text,
                request_id=uuid4().hex,
                agent=chosen_agent(),
                answer=answer,
                create=True,
                files=files,
                files_of=files_of,
            )
        except AppError as error:
            self.refuse(text, f"{error.sentence} Please attach your files again." if files else error.sentence)
            return
        st.session_state.pop(f"{self.key}-refused", None)
        note_sent(self.key)
        st.session_state[f"{self.key}-conversation"] = str(turn.conversation_id)
        turn.wait(_PATIENCE_S)

    def refuse(self, text: str, sentence: str) -> None:
        """Say why it was not sent, and put the text back where it was typed."""
        st.session_state[f"{self.key}-refused"] = sentence
        st.session_state[f"{self.key}-unsent"] = text

    def put_back(self) -> None:
        """Put a text that was not sent into the box; before the box is drawn.

        Kept apart until then: a page that fails before it comes to the box forgets what was in it.
        """
        if unsent := st.session_state.pop(f"{self.key}-unsent", None):
            st.session_state[f"{self.key}-input"] = unsent

    def retry(self, message_id: int, agent: str | None = None) -> None:
        """Run a failed, interrupted or stopped turn again, by this agent or the chosen one."""
        try:
            require_login(self.user)
            services().runner.retry(self.person, message_id, agent=agent or chosen_agent())
        except AppError as error:
            st.session_state[f"{self.key}-refused"] = error.sentence

    def undo(self, message_id: int) -> bool:
        """Undo what the turn changed; says how it went. False where it was refused."""
        caller = Caller(self.user.id, "chat", self.person.zone)
        try:
            require_login(self.user)
            with begin(services().engine) as session:
                entry = undo_turn(session, caller, message_id)
        except AppError as error:
            st.toast(plain(error.sentence), icon=":material/warning:")
            return False
        count = len((entry.tool_output or {}).get("tasks", []))
        st.toast(
            "Undone: 1 task is as it was." if count == 1 else f"Undone: {count} tasks are as they were.",
            icon=":material/undo:",
        )
        return True

    def rate(self, message_id: int, rating: int | None) -> None:
        """Keep a thumb; asks for a comment where one was given."""
        try:
            require_login(self.user)
            with begin(services().engine) as session:
                conversations.rate(session, self.user.id, message_id, rating)
        except AppError as error:
            st.toast(plain(error.sentence), icon=":material/warning:")
            return
        st.session_state[f"{self.key}-commenting"] = message_id if rating else None


def draw_conversation(desk: Desk) -> None:
    """Draw the open conversation with the turn under way. Raises NotFound for one that isn't theirs."""
    conversation_id = desk.conversation_id
    if conversation_id is None:
        return
    thread = _read(desk, conversation_id)
    if thread.has_earlier:
        st.button("Earlier messages", key=f"{desk.key}-earlier", type="tertiary", on_click=_show_more, args=(desk,))
    last_answer = max((m.id or 0 for m in thread.messages if m.role is MessageRole.ASSISTANT), default=0)
    for said, message in zip([None, *thread.messages], thread.messages, strict=False):
        if message.role is MessageRole.USER:
            _draw_said(desk, message, thread)
        elif message.status is MessageStatus.RUNNING:
            _draw_running(desk, message)
        else:
            _draw_answer(desk, message, said, thread, is_last=message.id == last_answer)
    if refused := st.session_state.get(f"{desk.key}-refused"):
        st.warning(refused)


def is_answering(desk: Desk) -> bool:
    """True while a turn of the open conversation runs in this process."""
    return desk.conversation_id is not None and services().runner.running(desk.conversation_id) is not None


def _read(desk: Desk, conversation_id: UUID) -> Thread:
    engine = services().engine
    with reading(engine) as session:
        thread = _read_window(session, desk, conversation_id)
    if any(_lost_its_server(message) for message in thread.messages):
        with begin(engine) as session:
            turns.mark_interrupted(session, conversation_id)
        with reading(engine) as session:
            thread = _read_window(session, desk, conversation_id)
    return thread


def _read_window(session: Session, desk: Desk, conversation_id: UUID) -> Thread:
    """The newest messages, from the same one on in every run until it has grown by another page.

    A window that moved with every turn would put another message in every place: the browser would draw each anew, and
    the reply would wait for that.
    """
    asked = PAGE_MESSAGES * st.session_state.get(f"{desk.key}-pages", 1)
    first = st.session_state.get(f"{desk.key}-first")
    if first is not None:
        thread = conversations.read_thread(
            session, desk.user.id, conversation_id, since=first, limit=asked + PAGE_MESSAGES
        )
    if first is None or len(thread.messages) == asked + PAGE_MESSAGES:
        thread = conversations.read_thread(session, desk.user.id, conversation_id, limit=asked)
    st.session_state[f"{desk.key}-first"] = thread.messages[0].sequence_number if thread.messages else None
    return thread


def _lost_its_server(message: Message) -> bool:
    """True for a turn that should run elsewhere and does not show it; one that runs here needs no heartbeat."""
    if message.status is not MessageStatus.RUNNING:
        return False
    turn = services().runner.turn(message.id or 0)
    stale = utc_now() - turns.STALE_AFTER
    return (turn is None or not turn.is_running) and (message.heartbeat_at or stale) <= stale


def _show_more(desk: Desk) -> None:
    st.session_state[f"{desk.key}-pages"] = st.session_state.get(f"{desk.key}-pages", 1) + 1
    st.session_state.pop(f"{desk.key}-first", None)


# -- what the person said --------------------------------------------------------------------------------------------


def _draw_said(desk: Desk, message: Message, thread: Thread) -> None:
    if st.session_state.get(f"{desk.key}-editing") == message.id:
        _draw_edit(desk, message, thread)
        return
    with st.container(key=f"said-{desk.key}-{message.id}"):
        draw_attachments(described(message.attachments), key=f"files-{desk.key}-{message.id}")
        if message.content:
            st.text(message.content)
        copy = [Action("copy", "Copy")] if message.content else []
        message_actions(
            message.content,
            [*copy, Action("edit", "Edit", "Edit and send again")],
            key=f"said-actions-{desk.key}-{message.id}",
            on_action=lambda name, message_id=message.id: _set_editing(desk, message_id if name == "edit" else None),
        )


def _set_editing(desk: Desk, message_id: int | None) -> None:
    st.session_state[f"{desk.key}-editing"] = message_id


def _draw_edit(desk: Desk, message: Message, thread: Thread) -> None:
    """Edit and resend; what the old turn did may be undone first."""
    answer = next((m for m in thread.messages if m.sequence_number == message.sequence_number + 1), None)
    undoable = answer is not None and _can_undo(steps_of(answer, thread.tool_calls))
    with st.form(f"edit-{desk.key}-{message.id}"):
        draw_attachments(described(message.attachments), key=f"files-{desk.key}-{message.id}")
        text = st.text_area("Your message", value=message.content, label_visibility="collapsed")
        undo_first = undoable and st.checkbox("Undo what the first answer did", value=True)
        with st.container(horizontal=True):
            send = st.form_submit_button("Send", type="primary")
            cancel = st.form_submit_button("Cancel")
    if send and (not undo_first or answer is None or desk.undo(answer.id or 0)):
        _set_editing(desk, None)
        desk.send(text or "", files_of=_with_files(message))
        st.rerun()
    if cancel:
        _set_editing(desk, None)
        st.rerun()


# -- what the agent answered -----------------------------------------------------------------------------------------


def _draw_answer(desk: Desk, message: Message, said: Message | None, thread: Thread, *, is_last: bool) -> None:
    calls = steps_of(message, thread.tool_calls)
    with st.chat_message("assistant", avatar=_AVATAR):
        draw_steps(calls)
        if message.content:
            _write(st, message, message.content)
        if message.status in _FAILURES:
            st.caption(_FAILURES[message.status])
        draw_plan(message, thread.tool_calls.get(message.id or 0, []), desk.send, key=desk.key)
        if message.status is MessageStatus.WAITING:
            _draw_options(desk, message)
        _draw_chips(desk, message, calls)
        if is_last and message.status in (MessageStatus.FAILED, MessageStatus.INTERRUPTED):
            _draw_ways_out(desk, message, has_files=bool(said and said.attachments))
        _draw_actions(desk, message, said, calls)


def _write(place: Any, message: Message, text: str) -> None:
    """A model may use a little Markdown; the offline agent's words are text."""
    if message.agent in (None, STAND_IN):
        place.text(text)
    else:
        place.markdown(safe_markdown(text))


def _draw_ways_out(desk: Desk, message: Message, *, has_files: bool) -> None:
    """What helps after an answer that failed; the offline agent is no way out where there is a photo to look at."""
    if message.error_code == NeedsGemini.code:
        if _GEMINI in services().runner.agents:
            st.button(
                "Let Gemini answer",
                key=f"gemini-{desk.key}-{message.id}",
                on_click=desk.retry,
                args=(message.id, _GEMINI),
            )
        return
    with st.container(horizontal=True, key=f"ways-out-{desk.key}-{message.id}"):
        st.button("Try again", key=f"again-{desk.key}-{message.id}", on_click=desk.retry, args=(message.id,))
        if can_answer_offline(message.agent) and not has_files:
            st.button(
                "Answer with the offline agent",
                key=f"offline-{desk.key}-{message.id}",
                on_click=desk.retry,
                args=(message.id, STAND_IN),
            )


def _draw_options(desk: Desk, message: Message) -> None:
    options = (message.question or {}).get("options") or []
    if not options:
        return
    with st.container(horizontal=True, key=f"options-{desk.key}-{message.id}"):
        for place, (label, text) in enumerate(options):
            st.button(plain(label), key=f"option-{desk.key}-{message.id}-{place}", on_click=desk.send, args=(text,))


def _draw_chips(desk: Desk, message: Message, calls: list[ToolCall]) -> None:
    chips = chips_of(calls, desk.person.zone, utc_now())
    if not chips:
        return
    with st.container(horizontal=True, key=f"chips-{desk.key}-{message.id}"):
        for chip in chips[:12]:
            st.button(
                plain(chip.label),
                key=f"chip-{desk.key}-{message.id}-{chip.number}",
                disabled=chip.is_gone,
                help="This task isn’t on your list any more" if chip.is_gone else None,
                on_click=open_card,
                args=(chip.number,),
            )
        if len(chips) > 12:
            st.caption(f"and {len(chips) - 12} more")


def _draw_actions(desk: Desk, message: Message, said: Message | None, calls: list[ToolCall]) -> None:
    actions = [Action("copy", "Copy"), Action("retry", "Retry")]
    if _can_undo(calls):
        actions.append(Action("undo", "Undo", "Undo what this answer changed"))
    actions += [
        Action("up", "👍", "Good answer", pressed=message.rating == 1),
        Action("down", "👎", "Not a good answer", pressed=message.rating == -1),
    ]

    def act(name: str) -> None:
        message_id = message.id or 0
        match name:
            case "undo":
                desk.undo(message_id)
            case "up" | "down":
                rating = 1 if name == "up" else -1
                desk.rate(message_id, None if message.rating == rating else rating)
            case "retry":
                _retry(desk, message, said, calls)

    notes = notes_on(message)
    if message.agent and len(services().runner.agents) > 1:
        notes.append(name_of(message.agent))
    message_actions(
        message.content, actions, key=f"actions-{desk.key}-{message.id}", note=" · ".join(notes), on_action=act
    )
    if st.session_state.get(f"{desk.key}-commenting") == message.id:
        _draw_comment(desk, message)


def _retry(desk: Desk, message: Message, said: Message | None, calls: list[ToolCall]) -> None:
    """A turn that did not end well runs again; one that did is asked again, its changes undone first if wanted."""
    if message.status in (MessageStatus.FAILED, MessageStatus.INTERRUPTED, MessageStatus.STOPPED):
        desk.retry(message.id or 0)
    elif said is not None and _can_undo(calls):
        _set_editing(desk, said.id)
    elif said is not None:
        desk.send(said.content, files_of=_with_files(said))


def _with_files(message: Message) -> int | None:
    """The message's id where something came with it, which comes along when it is sent again."""
    return message.id if message.attachments else None


def _can_undo(calls: list[ToolCall]) -> bool:
    return any(call.after is not None and call.undone_by is None and call.tool_name != UNDO for call in calls)


def _draw_comment(desk: Desk, message: Message) -> None:
    with (
        st.form(f"comment-{desk.key}-{message.id}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        comment = st.text_input("What was good or bad about it?", value=message.rating_comment or "", max_chars=1000)
        is_done = st.form_submit_button("Send")
    if is_done:
        with begin(services().engine) as session:
            conversations.rate(session, desk.user.id, message.id or 0, message.rating, (comment or "").strip() or None)
        st.session_state[f"{desk.key}-commenting"] = None
        st.toast("Thank you, noted.", icon=":material/favorite:")
        st.rerun()


# -- a turn under way ------------------------------------------------------------------------------------------------


def _draw_running(desk: Desk, message: Message) -> None:
    """Follow the turn to its end and draw the page again; one that runs on another server is looked at every second."""
    turn = services().runner.turn(message.id or 0)
    with st.chat_message("assistant", avatar=_AVATAR):
        if turn is None or not turn.is_running:
            # Elsewhere, or it has ended here and its row does not say so yet: the database was away just now.
            st.markdown("Working on it…")
            _look_again()
            return
        if desk.is_beside:
            _peek(desk, turn, message)
            return
        stop = st.empty()
        steps, text = st.container(), st.empty()
        text.markdown(_wait_words(turn))
        stop.button("Stop", key=f"stop-{desk.key}-{message.id}", on_click=turn.stop, type="tertiary")
        _follow(turn, message, steps, text)
    st.rerun()


def _wait_words(turn: Turn) -> str:
    return "There is a queue just now; it is your turn in a moment…" if turn.is_queued else "Working on it…"


def _follow(turn: Turn, message: Message, steps: DeltaGenerator, text: DeltaGenerator) -> None:
    """Paint the events as they come. Any `st` call may end this run for good: nothing here is needed by the turn."""
    said, shown_at = "", datetime.min
    running: dict[int, DeltaGenerator] = {}
    for event in turn.follow(beat_s=_BEAT_S):
        match event:
            case TextDelta(delta):
                said += delta
                if (datetime.now() - shown_at).total_seconds() > 0.03:
                    _write(text, message, said + " ▌")
                    shown_at = datetime.now()
            case ToolCallStarted(call_id, tool_name):
                running[call_id] = steps.empty()
                with running[call_id]:
                    draw_running_step(tool_name)
            case ToolCallFinished(call_id, tool_name, status, output, duration_ms):
                dot = ":green[●]" if status == "success" else ":red[●]"
                name = plain(str(output.get("title") or output.get("error") or ""))
                running[call_id].markdown(f"{dot} `{tool_name}` {name} · {say_duration(duration_ms)}")
            case None:
                _write(text, message, f"{said} ▌" if said else _wait_words(turn))  # here a click is let in
            case TurnFinished():
                _write(text, message, said)


@st.fragment(run_every=0.25)
def _peek(desk: Desk, turn: Turn, message: Message) -> None:
    """Draw the reply so far; at the end the page draws what was stored."""
    _write(st, message, f"{turn.text} ▌" if turn.text else "Working on it…")
    st.button("Stop", key=f"stop-{desk.key}-{turn.message_id}", on_click=turn.stop, type="tertiary")
    if not turn.is_running:
        st.rerun()


@st.fragment(run_every=1.0)
def _look_again() -> None:
    """Draw the page again every second: the first call is part of the page's own run."""
    if st.session_state.pop("_looked", False):
        st.rerun()
    st.session_state["_looked"] = True
