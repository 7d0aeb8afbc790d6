"""The conversations of `make eval` keep their figures, so that neither the tables nor the understanding can rot."""

import pytest

from tests.evaluation.score_conversations import BLIND_TABLE, a_database, load, score

LEAST_RIGHT = 95.0  # per cent
LEAST_TURNS = 400
EVERY = 4  # of the blind conversations, in the normal run


def _stay_understood(conversations: list[dict]) -> None:
    with a_database() as engine:
        result = score(engine, conversations)
    told = "\n".join(result.errors)
    assert result.wrong_writes == 0, told
    assert result.percent_right >= LEAST_RIGHT, told


def test_conversations_with_the_offline_agent_stay_understood() -> None:
    conversations = load()
    assert sum(len(each["turns"]) for each in conversations) >= LEAST_TURNS
    _stay_understood(conversations)


def test_some_of_the_blind_conversations_stay_understood() -> None:
    _stay_understood(load(BLIND_TABLE)[::EVERY])


@pytest.mark.soak
def test_all_blind_conversations_stay_understood() -> None:
    _stay_understood(load(BLIND_TABLE))
