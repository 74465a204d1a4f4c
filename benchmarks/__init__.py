"""Speed and memory, side by side with peers in one run: `__main__` starts it, docs/benchmarks.md has the results."""
