"""Towns and streets (镇街) of the coverage plan."""
