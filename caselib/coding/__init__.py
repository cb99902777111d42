"""Human coding and what it is compared with: gold annotations, evaluation, agreement, the log of decisions."""
