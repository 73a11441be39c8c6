"""The experiments behind the method: pairs of known ratio, simulated and real, under known disturbances.

`zkpair truth` reruns them. They score every candidate statistic and every candidate rule for the interval by what
matters: how often the interval covers the truth, and how far off the estimate is. docs/methodology.md draws on the
results in docs/truth/.
"""
