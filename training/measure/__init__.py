"""Measure a bundled model for its card: through `reason` and `curve`, on the embedded engine.

Every problem is from the test split, which training never drew from, and each part has seeds of its
own, so that no part is tuned on another's problems. One file a question that the card answers.
"""
