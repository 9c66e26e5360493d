"""Measurements: of models (`benchmarks.tasks`, later) and of this project (`benchmarks.perf`)."""
