"""The conversations of `make eval` keep their figures, so that neither the table nor the understanding can rot."""

from tests.evaluation.score_conversations import Score, a_database, load, score

LEAST_RIGHT = 95.0  # per cent
LEAST_TURNS = 400


def test_conversations_with_the_offline_agent_stay_understood() -> None:
    with a_database() as engine:
        result: Score = score(engine, load())
    told = "\n".join(result.errors)
    assert result.turns >= LEAST_TURNS
    assert result.wrong_writes == 0, told
    assert result.percent_right >= LEAST_RIGHT, told
