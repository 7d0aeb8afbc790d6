"""Violet's core: agent, tools, understanding and persistence. Nothing in here imports Streamlit."""
