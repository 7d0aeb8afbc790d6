"""Questions that outlive their turn: the operation that waits for an answer, as JSON and back."""

from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from core.language.operations import Due, Intent, Operation, Reference, TaskFilter

_TUPLES = frozenset(["tags", "drop_tags", "shift", "reword"])
_DAYS = ("due_from", "due_to", "completed_from", "completed_to", "created_from", "created_to")


def to_json(operation: Operation) -> dict[str, Any]:
    """The fields that are set, as JSON."""
    bare = {
        name: value for name, value in asdict(operation).items() if value not in (None, (), {}) and value is not False
    }
    found: dict[str, Any] = _plain(bare)
    return found


def from_json(stored: dict[str, Any]) -> Operation:
    """The operation again; fields of a later or earlier version of the app are left out."""
    known = {field.name for field in fields(Operation)}
    values = {name: value for name, value in stored.items() if name in known}
    values["intent"] = Intent(values["intent"])
    for name in ("reference", "swap_with"):
        if reference := values.get(name):
            values[name] = _reference(reference)
    if "due" in values:
        values["due"] = read_due(values["due"])
    for name in _TUPLES & values.keys():
        values[name] = tuple(values[name])
    if "filter" in values:
        values["filter"] = _filter(values["filter"])
    if due := values.get("changes", {}).get("due"):
        values["changes"] = values["changes"] | {"due": read_due(due)}
    return Operation(**values)


def read_due(text: str) -> Due:
    """A stored ISO date or date-time."""
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _reference(stored: dict[str, Any]) -> Reference:
    known = {field.name for field in fields(Reference)}
    values = {name: value for name, value in stored.items() if name in known}
    values["numbers"] = tuple(values.get("numbers") or ())
    values["filter"] = _filter(values.get("filter"))
    values["leaves_out"] = tuple(_reference(each) for each in values.get("leaves_out") or ())
    return Reference(**values)


def _filter(stored: dict[str, Any] | None) -> TaskFilter | None:
    if stored is None:
        return None
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name in _DAYS and value else value for name, value in stored.items()
    }
    return TaskFilter(**values)


def _plain(value: Any) -> Any:
    match value:
        case date():  # date-times are dates too
            return value.isoformat()
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value
