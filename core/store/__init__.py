"""Persistence: tables, engine, and the functions that read and write them. Callers own the transaction."""
