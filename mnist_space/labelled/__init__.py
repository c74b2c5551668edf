"""Pictures with the digits that somebody says are on them: read from a folder or a zip, packed."""
