"""What ships with the project: the clinical knowledge base, problem generators, the small model."""
