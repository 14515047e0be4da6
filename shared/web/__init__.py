"""HTTP for every service: problems, pages, conditional and idempotent requests, health, offline documentation."""
