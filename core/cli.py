"""The terminal door: the same runner, tools and database as the pages. `python -m core --help` lists the commands.

Whatever a person can mend ends with one sentence on standard error and exit code 2.
"""

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import typer
from sqlmodel import Session

from core.agent.events import ChoiceRequested, ConfirmationRequested, Event, TextDelta, ToolCallFinished, TurnFinished
from core.agent.protocol import Person
from core.agent.runner import Turn
from core.auth import logins, people
from core.config import load_settings
from core.errors import AppError, InvalidInput, NotFound
from core.services import Services, services
from core.store import conversations, migrations, tasks
from core.store.backup import back_up
from core.store.database import begin, make_engine, reading
from core.store.models import Message, ToolCall, User
from core.store.tasks import TaskQuery
from core.tools.tasks import task_view

DEMO_EMAIL = "demo@violet.example"

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Violet's terminal.")

UserOption = Annotated[str, typer.Option("--user", metavar="EMAIL", help="Whose tasks and conversations.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
PasswordOption = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input (needed: it is never an argument)."),
]


def main() -> None:
    """Run the command line; expected failures are one sentence and exit code 2."""
    try:
        app()
    except AppError as error:
        print(error.sentence, file=sys.stderr)
        sys.exit(2)


@app.command()
def chat(
    user: UserOption,
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT…", help="Each is one turn; none: lines from stdin.")
    ] = None,
    conversation: Annotated[str | None, typer.Option(metavar="ID", help="Go on in this conversation.")] = None,
    agent: Annotated[str | None, typer.Option(help="offline or gemini.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Talk to the agent; every TEXT is one turn of the same conversation."""
    with _services() as ours:
        person = _person(ours, user)
        conversation_id = _uuid(conversation) if conversation else None
        for said in text or _lines():
            turn = ours.runner.start(person, conversation_id, said, agent=agent)
            conversation_id = turn.conversation_id
            _report(ours, person, turn, as_json)


@app.command("tasks")
def list_tasks(user: UserOption, as_json: JsonOption = False) -> None:
    """List every task that is not in the trash."""
    with _services() as ours:
        person = _person(ours, user)
        with reading(ours.engine) as session:
            page = tasks.find_tasks(session, person.id, TaskQuery(sort="number", limit=1_000_000), person.zone)
        views = [task_view(task, person.zone) for task in page.tasks]
    if as_json:
        print(json.dumps(views, ensure_ascii=False))
        return
    for view in views:
        details = [
            view["status"],
            view["priority"],
            view["due_at"],
            view["rrule"],
            *(f"#{tag}" for tag in view["tags"]),
        ]
        print(f"{view['number']:>4}  {view['title']}  ({', '.join(str(each) for each in details if each)})")


@app.command()
def create_user(
    email: str,
    name: Annotated[str, typer.Option(help="What to call them.")] = "",
    time_zone: Annotated[str, typer.Option(help="Such as Europe/Berlin.")] = "UTC",
    password_stdin: PasswordOption = False,
) -> None:
    """Make an account."""
    with _services() as ours:
        password = _password(password_stdin)
        with begin(ours.engine) as session:
            made = people.create_user(session, email=email, password=password, name=name, time_zone=time_zone)
        print(f"Made the account {made.email}.")


@app.command()
def set_password(email: str, password_stdin: PasswordOption = False) -> None:
    """Set an account's password and sign it out everywhere."""
    with _services() as ours:
        password = _password(password_stdin)
        with begin(ours.engine) as session:
            person = _find(session, email)
            people.change_password(session, person.id, password)
            logins.revoke_all(session, person.id)
        print(f"The password of {person.email} is changed.")


@app.command()
def demo() -> None:
    """Make the demo account afresh, full of tasks and conversations, and print how to sign in."""
    from core.demo import seed

    with _services() as ours:
        password = secrets.token_urlsafe(9)
        with begin(ours.engine) as session:
            if known := people.find_by_email(session, DEMO_EMAIL):
                session.delete(known)
                session.flush()
            made = people.create_user(session, email=DEMO_EMAIL, password=password, name="Demo")
        seed(ours.engine, made.id, made.time_zone, datetime.now(UTC))
        print(f"Sign in as {made.email} with the password {password}")


@app.command()
def migrate() -> None:
    """Bring the database to the current schema."""
    settings = load_settings()
    migrations.migrate(make_engine(settings))
    print(f"The schema is current: {settings.database_label}.")


@app.command()
def doctor() -> None:
    """Check the settings, the database and the agents."""
    settings = load_settings()
    print(
        f"settings   fine; sign-up is {settings.sign_up}, guests are {'welcome' if settings.guests else 'not let in'}"
    )
    if settings.sign_up == "open":
        print("           note: open to anybody who reaches it, once it listens beyond this machine (VIOLET_SIGN_UP)")
    engine = make_engine(settings)
    current = migrations.is_current(engine)
    print(f"database   {settings.database_label} answers; the schema is {'current' if current else 'not current yet'}")
    key = settings.gemini_api_key.get_secret_value()
    print(f"agents     offline{', gemini: key set' if key else ' (set GEMINI_API_KEY for Gemini)'}")
    if not current:
        raise InvalidInput("Run python -m core migrate to bring the schema up to date.")


@app.command()
def backup(file: Path) -> None:
    """Copy the SQLite database into FILE, also while it is in use."""
    settings = load_settings()
    back_up(make_engine(settings), file)
    print(f"Saved to {file}.")


# -- inside ----------------------------------------------------------------------------------------------------------


@contextmanager
def _services() -> Iterator[Services]:
    """This process's services, with the database migrated; closes the runner at the end."""
    ours = services()
    try:
        yield ours
    finally:
        ours.runner.close()


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


def _find(session: Session, email: str) -> User:
    found = people.find_by_email(session, email)
    if found is None:
        raise NotFound(
            f"There is no account {email}. Make one with: python -m core create-user {email} --password-stdin"
        )
    return found


def _person(ours: Services, email: str) -> Person:
    with reading(ours.engine) as session:
        found = _find(session, email)
    return Person(found.id, found.name, ZoneInfo(found.time_zone))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(f"{text} is not a conversation's id.") from None


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        raise InvalidInput(
            "Give the password on standard input, with --password-stdin: arguments can be seen by others."
        )
    return sys.stdin.readline().rstrip("\r\n")


def _report(ours: Services, person: Person, turn: Turn, as_json: bool) -> None:
    """Show one turn to its end: for people as it streams, or each event as a line of JSON."""
    for event in turn.follow():
        if event is None:
            continue
        if as_json:
            if not isinstance(event, TurnFinished):
                print(json.dumps(event.to_json(), ensure_ascii=False), flush=True)
        else:
            _say(event)
    with reading(ours.engine) as session:
        message = conversations.get_message(session, person.id, turn.message_id)
        calls = conversations.calls_run_by(session, turn.message_id)
    if as_json:
        print(json.dumps(_finished(message, [_call(call) for call in calls]), ensure_ascii=False), flush=True)
    else:
        print()


def _finished(message: Message, calls: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "event": "turn_finished",
        "conversation_id": str(message.conversation_id),
        "message_id": message.id,
        "status": message.status.value,
        "text": message.content,
        "tool_calls": calls,
        "usage": message.tokens,
    }


def _call(call: ToolCall) -> dict[str, Any]:
    return {
        "tool_name": call.tool_name,
        "tool_input": call.tool_input,
        "tool_output": call.tool_output,
        "status": call.status.value,
        "execution_time_ms": call.execution_time_ms,
    }


def _say(event: Event) -> None:
    match event:
        case TextDelta(text):
            print(text, end="", flush=True)
        case ToolCallFinished(tool_name=name, status=status, duration_ms=duration):
            print(f"[{name}: {status}, {duration:.0f} ms]", file=sys.stderr, flush=True)
        case ConfirmationRequested(plan):
            for row in plan.rows:
                print(f"\n  #{row.number} {row.title}" if row.number else f"\n  {row.title}", end="")
        case ChoiceRequested(options):
            for label, _ in options:
                print(f"\n  - {label}", end="")
