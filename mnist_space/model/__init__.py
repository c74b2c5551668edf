"""Networks and their training. The only importer of tensorflow and keras besides data.py."""
