"""Maintenance: what has to be done every day so that nothing grows without a bound, step by step."""
