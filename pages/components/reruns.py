"""Two repairs of how Streamlit 1.67 begins and ends a run of a page: without them what a person did can be lost.

Both were seen under load. tests/faults/test_tabs.py fails without them, and when a newer Streamlit needs other ones.
The third part is the setting `runner.fastReruns = false`: with it on, a click that comes before the thread of the run
before it has started throws that run away, with the message that was in it.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.state.safe_session_state import SafeSessionState

_rerun = AppSession.request_rerun


def repair() -> None:
    """Call once, before the first page runs."""
    AppSession.request_rerun = _request_rerun  # type: ignore[method-assign]
    SafeSessionState.on_script_will_rerun = _do_deeds  # type: ignore[method-assign]


def _request_rerun(self: AppSession, client_state: ClientState | None) -> None:
    """Let a run that has just ended say its last words before a fragment's poll puts another in its place.

    What it drew waits in the event loop, and Streamlit throws away what comes from a run that is not the current one:
    the reply would not be shown, nor the page polled any more. Those words were queued before it ended, so going to the
    end of the queue is late enough.
    """
    run = self._scriptrunner
    if client_state and client_state.fragment_id and run and run._requests._state is ScriptRequestType.STOP:
        asyncio.get_running_loop().call_soon(_rerun, self, client_state)
    else:
        _rerun(self, client_state)


def _do_deeds(
    self: SafeSessionState,
    fresh_widget_states: WidgetStates | None,
    *,
    replay_trigger_states: WidgetStates | None = None,
    replay_trigger_values: Mapping[str, Any] | None = None,
    is_history_navigation: bool = False,
) -> None:
    """Run the callbacks of what the person did without cutting them off for the next thing they do.

    Otherwise the next click ends a callback at its first look at the session state: before the message was sent.
    """
    ask = self._yield_callback
    object.__setattr__(self, "_yield_callback", lambda: None)
    try:
        with self._lock:
            self._state.on_script_will_rerun(
                fresh_widget_states,
                replay_trigger_states=replay_trigger_states,
                replay_trigger_values=replay_trigger_values,
                is_history_navigation=is_history_navigation,
            )
    finally:
        object.__setattr__(self, "_yield_callback", ask)
