"""Outbox → broker → inbox: an event leaves with its cause and takes effect once in every consumer."""
