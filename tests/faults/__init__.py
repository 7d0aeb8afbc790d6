"""Faults: what people keep when a process, a database, a disk, a clock or a model gives up; named by the catalogue."""
