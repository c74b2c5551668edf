"""Many pictures into one file of answers; a run that was stopped goes on where it was."""
