"""Train the scorer: from the codebook's passages and from annotated cases, with scikit-learn and JAX (extra ``train``)."""
