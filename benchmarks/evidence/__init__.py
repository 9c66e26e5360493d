"""How often a claim is rightly called supported: true claims against corrupted ones.

Made from the clinical knowledge base, on which nothing was trained: see `measure`.

    python -m benchmarks.evidence          # measures and rewrites results.json; minutes
"""
