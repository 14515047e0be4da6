"""Service contracts (服务合同) between a town and the operator that won the tender."""
