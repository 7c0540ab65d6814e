"""Benchmarks, run by hand: `python -m tests.bench.NAME`; each exits 1 when it misses a bar."""
