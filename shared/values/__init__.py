"""Values that every service speaks: money, identity numbers, codes, dates. No I/O, no framework."""
