"""The Explore tab: what MNIST holds, to browse."""
