"""What Prometheus reads: counts and times in its text format, and no label that anybody could make up."""

import pytest
from sqlalchemy import Engine

from core import metrics
from core.agent.protocol import Call, Say
from core.store.models import User
from core.tools.registry import Request
from tests.talking import ScriptedAgent, Talk


@pytest.fixture(autouse=True)
def from_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_turns", "_calls"):
        family = getattr(metrics, name)
        monkeypatch.setattr(metrics, name, metrics._Family(family.name, family.meaning, family.buckets))


def test_buckets_add_up() -> None:
    for duration_ms in (5, 10, 40, 500_000):
        metrics.turn_ended("offline", "done", duration_ms)
    lines = metrics.as_text({}).splitlines()
    assert 'violet_turn_seconds_bucket{agent="offline",status="done",le="0.01"} 2' in lines
    assert 'violet_turn_seconds_bucket{agent="offline",status="done",le="0.05"} 3' in lines
    assert 'violet_turn_seconds_bucket{agent="offline",status="done",le="+Inf"} 4' in lines
    assert 'violet_turn_seconds_count{agent="offline",status="done"} 4' in lines
    assert 'violet_turn_seconds_sum{agent="offline",status="done"} 500.055000' in lines


def test_gauges_come_with_their_meaning() -> None:
    assert metrics.as_text({"violet_database_up": ("1 where it answers.", 1)}).endswith(
        "# HELP violet_database_up 1 where it answers.\n# TYPE violet_database_up gauge\nviolet_database_up 1\n"
    )


def test_a_turn_is_counted_and_logged_without_its_words(
    sqlite_engine: Engine, sqlite_user: User, caplog: pytest.LogCaptureFixture
) -> None:
    call = Call((Request("add_task", {"title": "Secret plan"}), Request("made_up_by_a_model", {})))
    talk = Talk(sqlite_engine, sqlite_user, ScriptedAgent([call, Say("Secret answer")]))
    with caplog.at_level("INFO", logger="violet"):
        talk.say("Secret question")
    text = metrics.as_text({})
    assert 'violet_turn_seconds_count{agent="scripted",status="done"} 1' in text
    assert 'violet_tool_call_seconds_count{status="success",tool="add_task"} 1' in text
    assert 'violet_tool_call_seconds_count{status="error",tool="unknown"} 1' in text
    (line,) = [record for record in caplog.records if record.getMessage() == "turn ended"]
    logged = line.__dict__
    assert (logged["status"], logged["calls"], logged["code"]) == ("done", 2, None)
    assert logged["user_id"] == str(sqlite_user.id) and logged["conversation_id"] == str(talk.conversation_id)
    assert logged["request_id"] and logged["duration_ms"] > 0
    assert "Secret" not in text + " ".join(map(str, logged.values())) and "made_up" not in text
