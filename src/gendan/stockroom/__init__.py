"""Stock work: goods come in, are counted, moved and cared for. Its law is `process.stock`."""
