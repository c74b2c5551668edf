"""The Model tab: what is loaded, from where; pull and push."""
