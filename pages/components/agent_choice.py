"""Which agent answers: shown in the header, and chosen there where there is more than one."""

import streamlit as st

from core.agent.protocol import Person
from core.agent.runner import STAND_IN
from core.services import services

_NAMES = {"gemini": "Gemini", "offline": "Offline"}
_ONLY_GEMINI = "Photos, voice notes and summaries need Gemini"
_AWAY = ":material/cloud_off:"
_CHOSEN, _WIDGET = "agent-chosen", "agent-choice"  # a widget's own value is lost on pages that don't draw it


def chosen_agent() -> str:
    """The agent this browser tab asks for; the default until somebody chooses."""
    runner = services().runner
    chosen = st.session_state.get(_CHOSEN)
    return chosen if chosen in runner.agents else runner.default


def can_answer_offline(agent: str | None) -> bool:
    """True where the offline agent could answer what this one could not."""
    return agent != STAND_IN and len(services().runner.agents) > 1


def draw_agent(person: Person) -> None:
    """Say who answers, as a choice where there is one; and why it is not the chosen one, while it isn't."""
    runner, chosen = services().runner, chosen_agent()
    if runner.who_answers(chosen).name != chosen:
        st.badge(f"{name_of(chosen)} is unreachable, using the offline agent", icon=_AWAY, color="orange")
    elif runner.who_answers(chosen, person).name != chosen:
        st.badge(
            f"A guest's {name_of(chosen)} messages are used up, using the offline agent", icon=_AWAY, color="orange"
        )
    elif len(runner.agents) == 1:
        hint = f"Understands by rules, on this server. {_ONLY_GEMINI}, which isn’t set up here."
        for key, words in (("agent-ready", f"{name_of(chosen)} agent · ready"), ("agent-ready-short", "Ready")):
            with st.container(key=key, width="content"):
                st.badge(words, icon=":material/check_circle:", color="green", help=hint)
    if len(runner.agents) > 1:
        st.session_state[_WIDGET] = chosen
        st.segmented_control(
            "Who answers",
            list(runner.agents),
            key=_WIDGET,
            format_func=name_of,
            required=True,
            label_visibility="collapsed",
            on_change=_choose,
            help=f"Gemini answers with {runner.agents['gemini'].model}. {_ONLY_GEMINI}."
            if "gemini" in runner.agents
            else None,
        )


def name_of(agent: str) -> str:
    """An agent's name for people."""
    return _NAMES.get(agent, agent.capitalize())


def _choose() -> None:
    st.session_state[_CHOSEN] = st.session_state[_WIDGET]
