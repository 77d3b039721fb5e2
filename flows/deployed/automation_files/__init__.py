"""Prefect automations, a file each; ``newsweir automations apply`` brings them to the server."""
