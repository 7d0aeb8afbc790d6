"""The tests mirror `core/` and `pages/`; `browser/` drives Chromium against the running app."""
