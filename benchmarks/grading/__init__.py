"""The graders measured: against recorded verdicts on the same rows, and a judge against labels.

python -m benchmarks.grading --vectors ../shared/evals
python -m benchmarks.grading judge --file ROWS.jsonl --engine openai
"""
