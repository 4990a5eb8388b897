"""Benchmarks: `workloads` makes the questions, `suite` asks them."""
