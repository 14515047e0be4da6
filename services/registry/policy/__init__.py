"""Policy parameters (政策参数) with effective dates."""
