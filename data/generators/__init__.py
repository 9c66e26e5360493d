"""Problem generators with worked solutions: one file a family, named in `TASKS`."""
