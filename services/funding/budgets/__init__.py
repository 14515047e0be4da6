"""Budgets (预算): the three categories and the limit on personnel."""
