"""Published results made again, small: one folder a paper, each with one command."""
