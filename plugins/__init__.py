"""Preprocessing steps, one a file: the file, the function and the step share one name."""
