"""Public tenders (公开招标) and the service contracts (服务合同) that follow."""
