"""Double-entry postings (记账凭证), append only, chained by hash."""
