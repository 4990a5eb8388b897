"""Workloads: a seeded description of each (a Scene), and its translation into each engine's own language."""
