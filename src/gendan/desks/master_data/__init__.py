"""The pages where managers keep what orders build on: goods, customers, places, people."""
