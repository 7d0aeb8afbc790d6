"""The container that lets go of what it showed: in Streamlit's protocol a place that is empty is empty at once."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from pages.components.fresh import fresh_container

    with fresh_container(st.session_state["open"], key="column"):
        st.text(f"all of {st.session_state['open']}")


def places(app: AppTest) -> list[bool]:
    """For each place of the page whether something is in it."""
    return [bool(getattr(node, "children", None)) for _, node in sorted(app.main.children.items())]


def test_another_thing_takes_the_other_place_and_the_same_thing_stays() -> None:
    app = AppTest.from_function(page)
    app.session_state["open"] = "first"
    before = places(app.run())
    assert sorted(before) == [False, True]
    assert places(app.run()) == before, "drawn in place: the browser keeps what is the same"
    app.session_state["open"] = "second"
    after = places(app.run())
    assert after == before[::-1]
    assert [text.value for text in app.text] == ["all of second"]
    assert places(app.run()) == after
