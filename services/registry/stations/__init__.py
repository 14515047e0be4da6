"""Social work stations (社会工作站) and their lifecycle."""
