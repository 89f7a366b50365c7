"""What people wrote, understood without a service: themes, kinds, duplicates, search, need, trend.

Words come first and vectors beside them: a static embedding, shipped here, carries meaning that words miss,
and words carry names and numbers that vectors blur.
"""
