"""The pipeline in memory: stages, head, security, response."""
