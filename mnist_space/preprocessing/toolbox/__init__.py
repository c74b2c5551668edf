"""What steps share: pieces of ink, ruled lines, the paper's colour, the ink's strength.

Steps of other packages may use it too.
"""
