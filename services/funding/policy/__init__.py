"""Policy versions as the registry published them (政策版本)."""
