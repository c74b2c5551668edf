"""How good a model is: metrics, reports, comparison, robustness, ablation, plots."""
