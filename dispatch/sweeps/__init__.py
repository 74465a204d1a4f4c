"""What a sweep found: its points with the figures that are compared, what stands at them, ranking and trade-offs.

`dispatch.sizing` runs sweeps and writes their frames; here a frame is read, nothing is run.
"""
