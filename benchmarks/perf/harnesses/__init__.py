"""Our runner against lm-evaluation-harness and inspect_ai, on the same server and questions.

    python -m benchmarks.perf.harnesses --prepare    # once: both harnesses, in an environment apart
    python -m benchmarks.perf.harnesses              # measure; prints, and writes results.json

README.md beside this says what is compared, and what the others cannot do.
"""
