"""The stages of the pipeline, one pure module or folder each; flows/pipeline alone composes them."""
