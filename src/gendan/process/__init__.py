"""The law: how an order travels, in plain Python. It imports nothing else of ours."""
