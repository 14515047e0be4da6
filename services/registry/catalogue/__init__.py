"""Projects of the "123X" list, target groups and kinds of service."""
