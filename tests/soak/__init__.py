"""Load: the same checks small in `make test` and at full size in `make soak`."""
