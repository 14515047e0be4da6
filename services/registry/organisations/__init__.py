"""Organisations (组织): registration, incubation, independence of related parties."""
