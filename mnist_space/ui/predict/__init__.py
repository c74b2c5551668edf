"""The Predict tab: draw or bring a picture, see the answer and every step."""
