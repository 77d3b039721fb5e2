"""The stages of the pipeline, one pure module or folder each; tasks/steps.py alone composes them."""
