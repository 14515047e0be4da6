"""Spending the operator claims (报销申请) and the town decides line by line."""
