"""The verbs: one package per stage of the journey, in order. No stage imports another."""
