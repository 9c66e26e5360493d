"""Clinical problems, all made from the knowledge base."""

from __future__ import annotations
