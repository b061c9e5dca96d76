"""The toolkit of all faces: one look, one way to answer."""
