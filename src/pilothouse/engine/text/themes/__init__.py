"""What many records are about, without being told how many subjects there are.

`find` groups, `propose` compares with what was accepted before, `assign` gives newcomers a place.
"""
