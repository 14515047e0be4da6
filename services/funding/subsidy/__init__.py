"""The city subsidy (市级补助): what city, town and operator each bear."""
