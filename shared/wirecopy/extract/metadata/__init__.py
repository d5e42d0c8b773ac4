"""What a page says of its article besides the body: each field with where it was read and how far to trust it."""
