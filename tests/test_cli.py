"""The terminal door: what it prints, what it leaves in the database, and how it ends."""

import _thread
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select

from core import cli, housekeeping
from core.agent import agents
from core.agent.protocol import Agent, Call, Say
from core.auth import logins, passwords, people
from core.config import Settings
from core.errors import ModelUnavailable
from core.store import conversations, migrations
from core.store import tasks as store
from core.store.database import begin, reading
from core.store.models import MESSAGE, TASK, MessageStatus, User
from core.tools.registry import Request
from tests.app_server import ROOT
from tests.databases import COOKIE_KEY, settings_for
from tests.people import add_person
from tests.talking import ScriptedAgent

PASSWORD = "seven purple boats"


@dataclass(frozen=True)
class Ended:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def turns(self) -> list[dict[str, Any]]:
        """The last line of each turn."""
        return [line for line in self.json_lines if line["event"] == "turn_finished"]

    @property
    def sentence(self) -> str:
        """The one sentence of a refusal."""
        assert (self.code, self.out, self.err.count("\n")) == (2, "", 1), self
        return self.err.strip()


Violet = Callable[..., Ended]


@pytest.fixture
def violet_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[Settings], Violet]:
    """Runs commands in this process, on the database of these settings."""

    def on(settings: Settings) -> Violet:
        monkeypatch.setenv("DATABASE_URL", settings.database_url)
        monkeypatch.setenv("VIOLET_COOKIE_KEY", COOKIE_KEY)

        def violet(*arguments: str, stdin: str = "") -> Ended:
            monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
            with pytest.raises(SystemExit) as ended:
                cli.main(arguments)
            printed = capsys.readouterr()
            return Ended(int(ended.value.code or 0), printed.out, printed.err)

        return violet

    return on


@pytest.fixture
def violet(violet_on: Callable[[Settings], Violet], settings: Settings) -> Violet:
    """`python -m core`, once on each database."""
    return violet_on(settings)


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing a password takes a fifth of a second on purpose; here it may be quick."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)


@pytest.fixture
def answered_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[Agent], None]:
    """Lets this agent answer in place of the offline one."""
    return lambda agent: monkeypatch.setattr(agents, "make_agents", lambda *_: ({agent.name: agent}, agent.name))


def titles(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(TASK.title).where(TASK.deleted_at.is_(None)).order_by(TASK.number)))


# -- talking ---------------------------------------------------------------------------------------------------------


def test_each_text_is_a_turn_of_one_conversation(violet: Violet, engine: Engine, user: User) -> None:
    ended = violet("chat", "--user", user.email, "add task to buy milk", "show my tasks")
    assert ended.code == 0
    assert "Buy milk" in ended.out
    assert "add_task: success" in ended.err
    with reading(engine) as session:
        (talk,) = conversations.list_conversations(session, user.id)
    assert talk.message_count == 4
    assert titles(engine) == ["Buy milk"]


def test_a_delete_waits_for_the_yes_of_the_next_text(violet: Violet, engine: Engine, user: User) -> None:
    violet("chat", "--user", user.email, "add task to buy milk")
    ended = violet("chat", "--user", user.email, "--json", "delete task 1", "yes")
    asked, done = ended.turns
    assert (ended.code, asked["status"], done["status"]) == (0, "waiting", "done")
    assert [(call["tool_name"], call["status"], call["tool_output"]) for call in asked["tool_calls"]] == [
        ("delete_task", "pending", None)
    ]
    assert [(call["tool_name"], call["status"]) for call in done["tool_calls"]] == [("delete_task", "success")]
    assert titles(engine) == []


def test_a_no_keeps_the_task(violet: Violet, engine: Engine, user: User) -> None:
    violet("chat", "--user", user.email, "add task to buy milk")
    _, done = violet("chat", "--user", user.email, "--json", "delete task 1", "no").turns
    assert [call["status"] for call in done["tool_calls"]] == ["declined"]
    assert titles(engine) == ["Buy milk"]


def test_json_is_one_event_a_line_and_the_end_says_everything(violet: Violet, user: User) -> None:
    ended = violet("chat", "--user", user.email, "--json", "add task to call Zoë ☎")
    events = ended.json_lines
    names = [event["event"] for event in events]
    assert names[:3] == ["turn_started", "tool_call_started", "tool_call_finished"]
    assert set(names[3:-1]) == {"text_delta"}
    last = events[-1]
    assert {key: type(value) for key, value in last.items()} == {
        "event": str,
        "conversation_id": str,
        "message_id": int,
        "status": str,
        "text": str,
        "tool_calls": list,
        "usage": type(None),
    }
    assert (last["event"], last["status"]) == ("turn_finished", "done")
    assert last["conversation_id"] == events[0]["conversation_id"] == str(UUID(last["conversation_id"]))
    assert last["text"] == "".join(event["text"] for event in events if event["event"] == "text_delta")
    (call,) = last["tool_calls"]
    assert set(call) == {"tool_name", "tool_input", "tool_output", "status", "execution_time_ms"}
    assert (call["tool_name"], call["tool_input"], call["status"]) == ("add_task", {"title": "Call Zoë ☎"}, "success")
    assert (call["tool_output"]["number"], call["tool_output"]["title"]) == (1, "Call Zoë ☎")
    assert call["execution_time_ms"] > 0


def test_lines_of_standard_input_are_turns(violet: Violet, engine: Engine, user: User) -> None:
    ended = violet("chat", "--user", user.email, "--json", stdin="add buy tea\n\n   \nadd buy soap\r\nmark it done")
    assert [turn["status"] for turn in ended.turns] == ["done", "done", "done"]
    assert len({turn["conversation_id"] for turn in ended.turns}) == 1
    assert titles(engine) == ["Buy tea", "Buy soap"]


def test_no_text_at_all_makes_no_conversation(violet: Violet, engine: Engine, user: User) -> None:
    assert violet("chat", "--user", user.email, stdin="\n") == Ended(0, "", "")
    with reading(engine) as session:
        assert conversations.list_conversations(session, user.id) == []


def test_a_conversation_goes_on(violet: Violet, user: User) -> None:
    (first,) = violet("chat", "--user", user.email, "--json", "add task to buy milk").turns
    (second,) = violet(
        "chat", "--user", user.email, "--conversation", first["conversation_id"], "--json", "make it high priority"
    ).turns
    assert second["conversation_id"] == first["conversation_id"]
    assert second["tool_calls"][0]["tool_input"] == {"number": 1, "priority": "high"}


def test_questions_show_what_may_be_answered(violet: Violet, user: User) -> None:
    violet("chat", "--user", user.email, "add buy oat milk", "add buy milk for pancakes")
    choice = violet("chat", "--user", user.email, "complete the milk task").out
    assert "\n  - #1 Buy oat milk\n" in choice
    plan = violet("chat", "--user", user.email, "delete 'Buy oat milk'").out
    assert "\n  #1 Buy oat milk\n" in plan


def test_somebody_elses_conversation_is_not_found(violet: Violet, engine: Engine, user: User, other_user: User) -> None:
    (turn,) = violet("chat", "--user", other_user.email, "--json", "hello").turns
    mine = violet("chat", "--user", user.email, "--conversation", turn["conversation_id"], "hello")
    unknown = violet("chat", "--user", user.email, "--conversation", str(uuid4()), "hello")
    assert mine.sentence == unknown.sentence
    with reading(engine) as session:
        assert conversations.list_conversations(session, user.id) == []


# -- turns that go wrong ---------------------------------------------------------------------------------------------


def test_a_failed_turn_says_so_and_the_next_one_runs(
    violet: Violet, user: User, answered_by: Callable[[Agent], None]
) -> None:
    answered_by(ScriptedAgent([Say("Let me "), ModelUnavailable("The model is asleep.")], [Say("Here I am.")]))
    ended = violet("chat", "--user", user.email, "--json", "hello", "are you there?")
    assert (ended.code, ended.err) == (2, "The model is asleep.\n")
    assert {"event": "turn_failed", "code": "model_unavailable", "sentence": "The model is asleep."} in ended.json_lines
    assert [(turn["status"], turn["text"]) for turn in ended.turns] == [
        ("failed", "Let me \n\nThe model is asleep."),
        ("done", "Here I am."),
    ]


def test_a_failed_turn_reads_well_without_json(
    violet: Violet, user: User, answered_by: Callable[[Agent], None]
) -> None:
    answered_by(ScriptedAgent([ModelUnavailable("The model is asleep.")]))
    assert violet("chat", "--user", user.email, "hello") == Ended(2, "\n", "The model is asleep.\n")


def test_a_bug_in_an_agent_fails_the_turn_and_not_the_terminal(
    violet: Violet, user: User, answered_by: Callable[[Agent], None]
) -> None:
    answered_by(ScriptedAgent([Call((Request("add_task", {"title": "Tea"}),)), ZeroDivisionError("bug")]))
    ended = violet("chat", "--user", user.email, "--json", "hello")
    assert (ended.code, ended.err) == (2, "Something went wrong on my side. Please try again.\n")
    (turn,) = ended.turns
    assert (turn["status"], [call["status"] for call in turn["tool_calls"]]) == ("failed", ["success"])


def test_ctrl_c_stops_the_turn(
    violet: Violet, engine: Engine, user: User, answered_by: Callable[[Agent], None]
) -> None:
    """The interrupt comes while the agent talks; the turn ends as stopped instead of being lost."""
    chatter = [Say("One, ")] + [Say("two, "), lambda: time.sleep(0.05)] * 100
    answered_by(ScriptedAgent([chatter[0], _thread.interrupt_main, *chatter[1:]]))
    began = time.monotonic()
    ended = violet("chat", "--user", user.email, "count")
    assert ended.code == 130
    assert time.monotonic() - began < 4.5  # the agent alone would talk for five seconds
    with reading(engine) as session:
        (status,) = session.scalars(select(MESSAGE.status).where(MESSAGE.agent == "scripted"))
    assert status is MessageStatus.STOPPED


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chat", "--user", "nobody@example.org", "hello"], "There is no account nobody@example.org."),
        (["tasks", "--user", "nobody@example.org"], "There is no account nobody@example.org."),
        (["set-password", "nobody@example.org", "--password-stdin"], "There is no account nobody@example.org."),
        (["chat", "--user", "ada@example.org", "--agent", "hal", "hello"], "There is no agent called hal."),
        (["chat", "--user", "ada@example.org", "--conversation", "7", "hello"], "7 is not a conversation's id."),
        (["chat", "--user", "ada@example.org", ""], "Type something first"),
        (["chat", "--user", "ada@example.org", "x" * 4001], "4,001 characters"),
        (["chat", "hello"], "Missing option '--user'."),
        (["chat", "--user"], "requires an argument"),
        (["tasks", "--user", "ada@example.org", "--yaml"], "No such option"),
        (["tasks", "--user", "ada@example.org", "all"], "unexpected extra argument"),
        (["backup"], "Missing argument"),
        (["dance"], "No such command 'dance'."),
        (["create-user", "ada@example.org", "--password-stdin"], "There is already an account"),
        (["create-user", "not an address", "--password-stdin"], "doesn't look like an e-mail address"),
        (["create-user", "new@example.org"], "--password-stdin"),
        (["create-user", "new@example.org", "--password-stdin", "--time-zone", "Mars/Base"], "time zone"),
        (["set-password", "ada@example.org"], "--password-stdin"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_sentence(
    violet_on: Callable[[Settings], Violet],
    sqlite_settings: Settings,
    sqlite_user: User,
    quick_hashes: None,
    arguments: list[str],
    said: str,
) -> None:
    assert said in violet_on(sqlite_settings)(*arguments, stdin=PASSWORD).sentence


def test_a_wrong_setting_is_one_sentence(
    violet_on: Callable[[Settings], Violet], sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    violet = violet_on(sqlite_settings)
    monkeypatch.setenv("VIOLET_SIGN_UP", "perhaps")
    for command in (["doctor"], ["migrate"], ["tasks", "--user", "ada@example.org"]):
        assert violet(*command).sentence.startswith("VIOLET_SIGN_UP is not valid")


@pytest.mark.parametrize("command", ["doctor", "migrate", "demo"])
def test_a_database_that_is_away_is_one_sentence(violet_on: Callable[[Settings], Violet], command: str) -> None:
    away = settings_for("postgresql://nobody@127.0.0.1:1/nothing")
    ended = violet_on(away)(command)
    assert ended.code == 2
    assert ended.err.startswith("The database can't be reached") and ended.err.count("\n") == 1


@pytest.mark.parametrize("command", [["doctor"], ["migrate"], ["tasks", "--user", "ada@example.org"]])
def test_a_file_that_is_no_database_is_one_sentence(
    violet_on: Callable[[Settings], Violet], tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "holiday.db"
    file.write_bytes(b"not a database at all, but a letter home" * 100)
    ended = violet_on(settings_for(f"sqlite:///{file}"))(*command)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "not a database" in ended.err


# -- tasks and accounts ----------------------------------------------------------------------------------------------


def test_tasks_are_one_json_array(violet: Violet, engine: Engine, user: User, other_user: User) -> None:
    with begin(engine) as session:
        store.create_task(session, user.id, title="Water the plants", tags=["home"], rrule="FREQ=WEEKLY")
        store.create_task(session, user.id, title="Gone", deleted_at=user.created_at)
        store.create_task(session, user.id, title="Rest", status="done")
        store.create_task(session, other_user.id, title="Not yours")
    first, second = json.loads(violet("tasks", "--user", user.email.upper(), "--json").out)
    assert {key: first[key] for key in ("number", "title", "description", "status", "priority", "tags", "rrule")} == {
        "number": 1,
        "title": "Water the plants",
        "description": "",
        "status": "todo",
        "priority": None,
        "tags": ["home"],
        "rrule": "FREQ=WEEKLY",
    }
    assert set(first) > {"due_at", "due_has_time", "created_at", "updated_at", "completed_at"}
    assert (second["number"], second["status"]) == (3, "done")
    assert violet("tasks", "--user", user.email).out == (
        "   1  Water the plants  (todo, FREQ=WEEKLY, #home)\n   3  Rest  (done)\n"
    )


def test_no_tasks_are_an_empty_array(violet: Violet, user: User) -> None:
    assert violet("tasks", "--user", user.email, "--json") == Ended(0, "[]\n", "")


def test_an_account_is_made_with_the_password_of_the_first_line(
    violet: Violet, engine: Engine, quick_hashes: None
) -> None:
    made = violet(
        "create-user", "Eve@Example.org", "--name", "Eve", "--time-zone", "Asia/Tokyo", "--password-stdin",
        stdin=f"{PASSWORD}\nmore\n",
    )  # fmt: skip
    assert made == Ended(0, "Made the account eve@example.org.\n", "")
    with reading(engine) as session:
        eve = people.find_by_email(session, "eve@example.org")
    assert eve is not None
    assert (eve.name, eve.time_zone) == ("Eve", "Asia/Tokyo")
    assert passwords.matches(PASSWORD, eve.password_hash)


def test_a_new_password_signs_the_account_out_everywhere(
    violet: Violet, engine: Engine, user: User, quick_hashes: None
) -> None:
    with begin(engine) as session:
        login = logins.start(session, user)
    assert violet("set-password", user.email, "--password-stdin", stdin=PASSWORD).code == 0
    with reading(engine) as session:
        assert passwords.matches(PASSWORD, people.get_user(session, user.id).password_hash)
        assert not logins.is_valid(session, login.sid)


# -- the database ----------------------------------------------------------------------------------------------------


def test_doctor_asks_for_a_migration_and_is_content_after_it(
    violet_on: Callable[[Settings], Violet], empty_settings: Settings
) -> None:
    violet = violet_on(empty_settings)
    ill = violet("doctor")
    assert (ill.code, ill.err) == (2, "Run python -m core migrate to bring the schema up to date.\n")
    assert "the schema is not current yet" in ill.out
    for _ in range(2):
        assert violet("migrate") == Ended(0, f"The schema is current: {empty_settings.database_label}.\n", "")
    well = violet("doctor")
    assert (well.code, well.err) == (0, "")
    assert "the schema is current" in well.out
    assert "set GEMINI_API_KEY" in well.out


def test_doctor_tells_no_secret(
    violet_on: Callable[[Settings], Violet], sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    violet = violet_on(sqlite_settings)
    monkeypatch.setenv("GEMINI_API_KEY", "a-key-to-hide")
    said = violet("doctor").out
    assert "gemini: key set" in said
    assert "a-key-to-hide" not in said and COOKIE_KEY not in said


def test_commands_migrate_by_themselves(violet_on: Callable[[Settings], Violet], empty_settings: Settings) -> None:
    assert "There is no account" in violet_on(empty_settings)("tasks", "--user", "ada@example.org").sentence
    assert violet_on(empty_settings)("doctor").code == 0


def test_backup_saves_a_database_in_use(
    violet_on: Callable[[Settings], Violet],
    sqlite_settings: Settings,
    sqlite_engine: Engine,
    sqlite_user: User,
    engine_for: Callable[[Settings], Engine],
    tmp_path: Path,
) -> None:
    file = tmp_path / "shelf" / "violet-backup.db"
    with begin(sqlite_engine) as session:
        store.create_task(session, sqlite_user.id, title="Saved")
    with begin(sqlite_engine) as writing:
        store.create_task(writing, sqlite_user.id, title="Too late")
        assert violet_on(sqlite_settings)("backup", str(file)) == Ended(0, f"Saved to {file}.\n", "")
    restored = engine_for(settings_for(f"sqlite:///{file}"))
    assert migrations.is_current(restored)
    assert titles(restored) == ["Saved"]
    assert titles(sqlite_engine) == ["Saved", "Too late"]
    assert "is there already" in violet_on(sqlite_settings)("backup", str(file)).sentence


# -- as a program ----------------------------------------------------------------------------------------------------


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment whose database nobody made yet, in a language that knows ASCII only."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("VIOLET_", "GEMINI_"))}
    return inherited | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'violet.db'}",
        "VIOLET_COOKIE_KEY": COOKIE_KEY,
        "PYTHONIOENCODING": "ascii",
    }


def program(environment: dict[str, str], *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "core", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, input=stdin, capture_output=True, timeout=60)


def test_the_program_works_from_an_empty_folder_in_any_language(environment: dict[str, str]) -> None:
    made = program(environment, "create-user", "ada@example.org", "--password-stdin", stdin=PASSWORD.encode())
    assert (made.returncode, made.stderr) == (0, b"")
    typed = "add task to ring Zoë\n".encode() + b"add task to fix \xff\xfe bytes\n"
    said = program(environment, "chat", "--user", "ada@example.org", "--json", stdin=typed)
    assert said.returncode == 0
    turns = [json.loads(line) for line in said.stdout.decode().splitlines()]
    assert [turn["status"] for turn in turns if turn["event"] == "turn_finished"] == ["done", "done"]
    listed = json.loads(program(environment, "tasks", "--user", "ada@example.org", "--json").stdout)
    assert [task["title"] for task in listed] == ["Ring Zoë", "Fix \ufffd\ufffd bytes"]


def test_the_program_ends_quietly_when_its_reader_leaves(
    environment: dict[str, str], engine_for: Callable[[Settings], Engine]
) -> None:
    program(environment, "migrate")
    engine = engine_for(settings_for(environment["DATABASE_URL"]))
    ada = add_person(engine, "Ada")
    with begin(engine) as session:
        for number in range(400):  # three times what a pipe holds
            store.create_task(session, ada.id, title=f"Task {number} ".ljust(500, "x"))
    process = subprocess.Popen(
        [sys.executable, "-m", "core", "tasks", "--user", ada.email],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline().startswith(b"   1  Task 0")
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(30) != 0


def test_ctrl_c_at_the_prompt_ends_the_program(environment: dict[str, str]) -> None:
    program(environment, "create-user", "ada@example.org", "--password-stdin", stdin=PASSWORD.encode())
    process = subprocess.Popen(
        [sys.executable, "-m", "core", "chat", "--user", "ada@example.org"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    process.stdin.write(b"hello\n")
    process.stdin.flush()
    assert process.stdout.readline().strip()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert process.stderr.read() == b""


def test_commands_without_a_turn_load_no_agent() -> None:
    """`make run` starts with `migrate`: nobody should wait for the grammar there."""
    code = "import sys, core.cli; print([name for name in sys.modules if name.startswith(('core.agent', 'core.lang'))])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n", done.stderr


# -- a person's data ---------------------------------------------------------------------------------------------------


def test_export_data_writes_a_new_file(violet: Violet, user: User, tmp_path: Path) -> None:
    file = tmp_path / "ada.zip"
    assert violet("export-data", user.email, str(file)).out == f"Saved to {file}.\n"
    with zipfile.ZipFile(file) as archive:
        assert user.email in archive.read("profile.json").decode()
    assert "there already" in violet("export-data", user.email, str(file)).sentence
    assert "no account" in violet("export-data", "nobody@example.org", str(tmp_path / "x.zip")).sentence


def test_delete_user_needs_a_yes_and_deletes_that_one_only(
    violet: Violet, engine: Engine, user: User, other_user: User
) -> None:
    assert violet("chat", "--user", user.email, "add task to buy milk").code == 0
    refused = violet("delete-user", user.email).sentence
    assert "1 task, 1 session, 2 messages, 1 tool call" in refused and "--yes" in refused
    assert titles(engine) == ["Buy milk"]
    assert violet("delete-user", user.email, "--yes").out.startswith(f"Deleted {user.email}, who had 1 task")
    assert titles(engine) == []
    with reading(engine) as session:
        assert people.find_by_email(session, user.email) is None
        assert people.find_by_email(session, other_user.email) is not None
    assert "no account" in violet("delete-user", user.email, "--yes").sentence


def test_doctor_says_what_is_kept_and_when_it_was_tidied(
    violet: Violet, engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "conversations until deleted" in (told := violet("doctor").out) and "tidied up: never" in told
    housekeeping.tidy_hourly(engine, settings)
    monkeypatch.setenv("VIOLET_RETENTION_DAYS", "90")
    assert "90 days after the last message" in (told := violet("doctor").out)
    assert re.search(r"tidied up: 20\d\d-\d\d-\d\d \d\d:\d\d UTC", told)
