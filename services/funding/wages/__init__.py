"""Pay of full-time social workers against the wage floor (薪酬底线)."""
