"""Station and service coverage (覆盖率) of the city against dated targets."""
