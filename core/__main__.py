"""`python -m core …`: the terminal door."""

from core.cli import main

main()
