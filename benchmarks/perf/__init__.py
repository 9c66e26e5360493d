"""The project's own speed and memory, as ratios within one run; never a timed test.

python -m benchmarks.perf            # all of it; prints, and writes results.json beside this
python -m benchmarks.perf ladder     # one part
"""
