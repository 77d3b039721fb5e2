"""The stages composed: what fetch, split, load and discover do with one batch. Nothing here knows Prefect."""
