"""What the product measures: redrawn digits, corruptions, metrics, reports."""
