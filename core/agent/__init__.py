"""Agents and the one loop that runs a turn, whichever agent answers."""
