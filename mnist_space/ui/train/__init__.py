"""The Train tab: a small network, trained while one looks on."""
