"""What a picture is like, and why it was read as it was, in words and in numbers."""
