"""A picture in, an answer out: the network, the predictor, the search for several digits."""
