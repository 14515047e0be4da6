"""Posts, joint recruitment (联合招聘) and staffing compliance."""
