"""Benches: `python -m tests.bench`; names, keys and goals in `docs/performance.md`."""
