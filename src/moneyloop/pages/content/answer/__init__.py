"""What the first screens of the report say, for page and terminal alike."""
