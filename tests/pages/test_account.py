"""The account page, run by itself as Streamlit would run a page file."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from core.auth import logins, passwords, people, tokens
from core.erasure import erase
from core.store.database import begin, reading
from core.store.models import TASK, Login, Task, User, utc_now
from tests.app_server import ROOT
from tests.pages.conftest import PASSWORD, LogIn


def visit() -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "account.py"), default_timeout=10).run()
    assert not page.exception
    return page


def press(page: AppTest, label: str, *, at: int = 0) -> AppTest:
    return [button for button in page.button if button.label == label][at].click().run()


def field(page: AppTest, label: str, *, at: int = 0) -> object:
    return [each for each in page.text_input if each.label == label][at]


def is_open(engine: Engine, login: Login) -> bool:
    with reading(engine) as session:
        return logins.is_valid(session, login.sid)


def fresh(engine: Engine, user: User) -> User:
    with reading(engine) as session:
        return people.get_user(session, user.id)


def test_the_page_file_alone_shows_a_stranger_only_the_gate(ana: User, jar: dict[str, str]) -> None:
    page = visit()
    labels = {button.label for button in page.button}
    assert "Try the demo" in labels
    assert "Change password" not in labels


def test_name_and_time_zone_are_saved(log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]) -> None:
    _, jar["violet"] = log_in(ana)
    page = visit()
    field(page, "Name").set_value("Anita  María")  # type: ignore[attr-defined]
    page.selectbox[0].set_value("Asia/Tokyo")
    press(page, "Save")
    saved = fresh(engine, ana)
    assert (saved.name, saved.time_zone) == ("Anita María", "Asia/Tokyo")


def test_an_empty_name_is_refused_in_place(log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]) -> None:
    _, jar["violet"] = log_in(ana)
    page = visit()
    field(page, "Name").set_value("  ")  # type: ignore[attr-defined]
    page.selectbox[0].set_value("Asia/Tokyo")
    press(page, "Save")
    assert "name" in page.error[0].value
    assert (fresh(engine, ana).name, fresh(engine, ana).time_zone) == ("Ana", "UTC"), "all of it or nothing"


def test_a_zone_that_is_not_on_the_list_stays_chosen(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    with begin(engine) as session:
        people.change_time_zone(session, ana.id, "Etc/GMT+3")
    _, jar["violet"] = log_in(ana)
    assert visit().selectbox[0].value == "Etc/GMT+3"


def test_changing_the_password_signs_the_others_out(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    elsewhere, _ = log_in(ana)
    here, jar["violet"] = log_in(ana)
    page = visit()
    field(page, "Current password").set_value(PASSWORD)  # type: ignore[attr-defined]
    field(page, "New password").set_value("roses are red")  # type: ignore[attr-defined]
    press(page, "Change password")
    assert not page.error
    assert passwords.matches("roses are red", fresh(engine, ana).password_hash)
    assert (is_open(engine, here), is_open(engine, elsewhere)) == (True, False)


@pytest.mark.parametrize(
    ("current", "new", "sentence"),
    [
        ("wrong", "roses are red", "current password"),
        ("", "roses are red", "current password"),
        (PASSWORD, "short", "at least 8"),
        (PASSWORD, "ana@example.com", "e-mail"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str], current: str, new: str, sentence: str
) -> None:
    elsewhere, _ = log_in(ana)
    _, jar["violet"] = log_in(ana)
    page = visit()
    field(page, "Current password").set_value(current)  # type: ignore[attr-defined]
    field(page, "New password").set_value(new)  # type: ignore[attr-defined]
    press(page, "Change password")
    assert sentence in page.error[0].value
    assert passwords.matches(PASSWORD, fresh(engine, ana).password_hash)
    assert is_open(engine, elsewhere)


def test_another_browser_can_be_signed_out_from_here(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    phone, _ = log_in(ana, "Mozilla/5.0 (iPhone; like Mac OS X) Version/19.0 Mobile Safari/604.1")
    here, jar["violet"] = log_in(ana)
    page = visit()
    assert "Safari on iPhone" in [text.value for text in page.text]
    page.button(key=f"out-{phone.sid[:12]}").click().run()
    assert (is_open(engine, here), is_open(engine, phone)) == (True, False)
    assert "Safari on iPhone" not in [text.value for text in page.text]


def test_a_guest_can_stay(log_in: LogIn, engine: Engine, jar: dict[str, str]) -> None:
    with begin(engine) as session:
        guest = people.create_guest(session)
    login, jar["violet"] = log_in(guest)
    page = visit()
    field(page, "Name").set_value("Ana")  # type: ignore[attr-defined]
    field(page, "E-mail").set_value("ana@example.com")  # type: ignore[attr-defined]
    field(page, "Password").set_value(PASSWORD)  # type: ignore[attr-defined]
    press(page, "Keep my account")
    order = tokens.redeem(page.session_state["_violet_ticket"])
    assert order is not None
    assert order.max_age > timedelta(days=29).total_seconds(), "no longer a guest's single day"
    assert not is_open(engine, login), "a new login takes the place of the guest's"
    with begin(engine) as session:
        assert people.expired_guests(session, utc_now() + timedelta(days=9)) == []
    kept = fresh(engine, guest)
    assert (kept.email, kept.name, kept.is_guest) == ("ana@example.com", "Ana", False)


# -- the person's data, and leaving ----------------------------------------------------------------------------------


def test_the_page_says_what_is_kept_and_leads_to_the_export(log_in: LogIn, ana: User, jar: dict[str, str]) -> None:
    _, jar["violet"] = log_in(ana)
    page = visit()
    shown = " ".join(str(each.proto.body) for each in page.get("html"))
    assert "until you delete them, then 30 days in the trash" in shown
    assert 'href="account/export"' in shown


@pytest.mark.parametrize(("code", "sentence"), [("too_fast", "several times"), ("<b>other</b>", "didn’t work")])
def test_an_export_that_was_refused_says_why_once(
    log_in: LogIn, ana: User, jar: dict[str, str], code: str, sentence: str
) -> None:
    _, jar["violet"] = log_in(ana)
    page = AppTest.from_file(str(ROOT / "pages" / "account.py"), default_timeout=10)
    page.query_params["export"] = code
    page.run()
    assert sentence in page.error[0].value and "<b>" not in page.error[0].value
    assert not page.run().error


def test_leaving_takes_the_password_and_then_everything(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    elsewhere, jar["violet"] = log_in(ana)
    with begin(engine) as session:
        session.add(Task(user_id=ana.id, number=1, title="Water the ferns"))
    page = press(visit(), "Delete my account…")
    assert any("1 task" in each.value and "at once and for good" in each.value for each in page.markdown)
    field(page, "Your password").set_value("not it")  # type: ignore[attr-defined]
    press(page, "Delete everything")
    assert "isn’t your password" in page.error[0].value
    assert fresh(engine, ana).deleted_at is None
    field(page, "Your password").set_value(PASSWORD)  # type: ignore[attr-defined]
    press(page, "Delete everything")
    assert "Your account is deleted" in [each.value for each in page.header]
    with reading(engine) as session:
        assert session.get(User, ana.id) is None and session.scalars(select(TASK.id)).all() == []
    assert not is_open(engine, elsewhere), "an open tab of another browser is out"
    order = tokens.redeem(page.session_state["_violet_ticket"])
    assert order is not None and order.token is None, "the browser drops its cookie"
    assert page.session_state["username"] is None and page.session_state["name"] is None, "nothing of her stays here"


def test_one_can_think_again(log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]) -> None:
    _, jar["violet"] = log_in(ana)
    page = press(visit(), "Delete my account…")
    press(page, "Keep my account")
    assert "Delete my account…" in [button.label for button in page.button]
    assert fresh(engine, ana).deleted_at is None


def test_guesses_at_the_password_are_counted_here_too(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    _, jar["violet"] = log_in(ana)
    page = press(visit(), "Delete my account…")
    for _ in range(8):  # the last free ones need a pause
        field(page, "Your password").set_value("not it")  # type: ignore[attr-defined]
        press(page, "Delete everything")
    field(page, "Your password").set_value(PASSWORD)  # type: ignore[attr-defined]
    press(page, "Delete everything")
    assert "too many tries" in page.error[0].value
    assert fresh(engine, ana).deleted_at is None


def test_a_guest_types_a_word_to_leave(log_in: LogIn, engine: Engine, jar: dict[str, str]) -> None:
    with begin(engine) as session:
        guest = people.create_guest(session)
    _, jar["violet"] = log_in(guest)
    page = press(visit(), "Delete my account…")
    press(page, "Delete everything")
    assert "type the word" in page.error[0].value
    field(page, "Type “delete” to go on").set_value(" Delete ")  # type: ignore[attr-defined]
    press(page, "Delete everything")
    with reading(engine) as session:
        assert session.get(User, guest.id) is None


def test_another_tab_of_a_deleted_person_lands_on_the_gate(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    _, jar["violet"] = log_in(ana)
    page = visit()
    erase(engine, ana.id)
    press(page, "Save")
    assert "Change password" not in [button.label for button in page.button]
    assert any("signed out" in each.value for each in page.info)
