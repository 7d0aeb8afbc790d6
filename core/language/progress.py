"""What is said of the work on a task: that it is begun, under way, put down, or not begun at all."""

import re

from core.language.changes import update, update_rules
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.tasks_or_not import is_known_whole, reference_of


def _status(status: str) -> Build:
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        return update("changes the status", reference_of(match, clause), {"status": status})

    return build


def _moves_to(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "The garage to doing": the column said last."""
    status = "todo" if match.group("column").startswith(("to", "not", "back")) else "doing"
    return update("changes the status", reference_of(match, clause), {"status": status})


def _stops(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Stop the report": what that means for it depends on how it stands, which the agent knows."""
    named = clause.said.group(match, "ref")
    if not is_known_whole(named, clause):
        return None
    return update(STOPS, reference_of(match, clause), {"status": "todo"})


def _partly(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "I finished half of the essay": under way, not done."""
    return _status("doing")(match, clause) if _A_PART.search(match.group(0)) else None


_A_PART = pattern(r"\b(half|halfway|part|some|most|a bit)\b")
STOPS = "stops it"
_COLUMN = r"(?P<column>to[ -]?do|not started|doing|in[ -]progress|progress)( column)?"
_ALREADY = r"( just| already| finally| now| also| have| 've| actually| really)*"
COLUMN_RULES: tuple[Rule, ...] = update_rules(
    (
        (
            "status",
            r"(@update|move|put|mark|bring|send|get) <ref> (back )?(to|as|in|into|under) (the |my )?"
            rf"{_COLUMN}( again| please)*$",
            _moves_to,
        ),
        ("column", rf"<ref> (back )?(to|into) (the )?{_COLUMN}( again| please)*$", _moves_to),
    )
)
STATUS_RULES: tuple[Rule, ...] = update_rules(
    (
        (
            "status",
            r"(stop|stopped|pause|quit|i'm not|i am not) (working|work) on <ref>( now| for now| any ?more)*$",
            _status("todo"),
        ),
        ("status", r"<ref>( is| are|'s)( now| already)? (in progress|under ?way)$", _status("doing")),
        ("status", r"(pause|put on hold) <ref>( for now)?$", _status("todo")),
        (
            "status",
            r"(@mark|put|get|bring) <ref>(?<! to)(?<! as)(?<! be) (back )?(in|into|under) (the )?progress( column)?"
            r"( now| please)*$",
            _status("doing"),
        ),
        (
            "status",
            r"(move|put|set|send|change|get) <ref> (back )?(as|to|in|into|on) (the )?(to[ -]?do|not started)"
            r"( column| list)?$",
            _status("todo"),
        ),
        (
            "status",
            rf"(i|we)('ve)?{_ALREADY} (started|began|begun|kicked off)( on| with| working on| work on| doing)? <ref>"
            r"( now| today| already| yesterday| this morning| just now)*$",
            _status("doing"),
        ),
        (
            "status",
            r"(resume|continue|carry on|keep going|get going|get cracking|crack on|kick off|get back to|go back to|"
            r"pick back up|unpause)( with| on| working on| work on)* <ref>( again| now)*$",
            _status("doing"),
        ),
        (
            "status",
            rf"(i|we)('ve)?{_ALREADY} (stopped|quit|paused|parked|put down)( working on| work on| doing| with)? <ref>"
            r"( for now| now| for today)*$",
            _status("todo"),
        ),
        (
            "status",
            r"<ref>('s| is| are)?( not|n't)( really| actually| yet)* (started|begun|in progress|under ?way)"
            r"( yet| any ?more| any longer)?$",
            _status("todo"),
        ),
        (
            "status",
            r"(i|we) (haven't|have not|didn't|did not|never) (actually |really |even )?"
            r"(started|begun|start|begin|got round to|gotten to)( on| with| working on)? <ref>( yet)?$",
            _status("todo"),
        ),
        (
            "status",
            r"(i|we)?('m|'ve| am| are| have)?( just| only| already)* ?"
            r"(finished|done|did|halfway done with|half done with|half finished with) "
            r"(with )?((about )?(half|part|some|most|a bit|the first (half|part))( of)? )?<ref>"
            r"( so far)?$",
            _partly,
        ),
        (
            "status",
            r"(i|we)('ve| have) been (working on|busy with|doing) <ref>( all (day|morning|week)| today| lately)*$",
            _status("doing"),
        ),
        ("status", r"(put|place) <ref> on hold( for now)?$", _status("todo")),
        ("status", r"<ref> (is|are) on hold( for now| now)?$", _status("todo")),
        ("status", r"park <ref>( for now)?$", _status("todo")),
        ("status", r"back to (to[ -]?do|not started) (with|for) <ref>$", _status("todo")),
        ("stop", r"(stop|halt) <ref>( for now)?$", _stops),
        (
            "status",
            r"(i am|i'm|we're|we are) (now )?on <ref> (now|at the moment|right now)$",
            _status("doing"),
        ),
        ("status", r"(start|begin)( working on| work on)? (?P<ref>(the )?(task|#|number) ?.+)$", _status("doing")),
        (
            "status",
            r"(i am|i'm|im|i've|i have)? ?(started( working on)?|starting|working on|begun) "
            r"(?P<ref>(the )?(task|#|number) ?.+)$",
            _status("doing"),
        ),
        (
            "status",
            r"(i am|i'm|im|i've|i have|currently|now)( now| currently| just| already)* "
            r"(started( on| with| working on)?|starting( on| with)?|working on|doing|busy with|begun|in the middle of|"
            r"half ?way through|getting on with|getting started (on|with)|making a start on|cracking on with) <ref>"
            r"( now)?$",
            _status("doing"),
        ),
        (
            "status",
            r"(getting started (on|with)|making a start on|half ?way through|in the middle of|started( on| with)?) "
            r"<ref>( now)?$",
            _status("doing"),
        ),
        ("status", r"(start|begin|get started)( on| with| working on| work on)? <ref...>", _status("doing")),
        (
            "status",
            r"(@mark|@update) <ref> (as|to|into) (the )?(in[ -]progress|doing|started|under way|underway|ongoing)"
            r"( column| status)?$",
            _status("doing"),
        ),
        (
            "status",
            r"(@update|put) (the )?status (of|for|on) <ref> (to|as|into) (in[ -]progress|doing|started|under ?way)$",
            _status("doing"),
        ),
        (
            "status",
            r"(@update|put) (the )?status (of|for|on) <ref> (back )?(to|as|into) (to[ -]?do|not started|open)$",
            _status("todo"),
        ),
    )
)
