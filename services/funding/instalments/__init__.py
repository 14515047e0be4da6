"""The contract paid in parts (分期付款) that evaluation releases."""
