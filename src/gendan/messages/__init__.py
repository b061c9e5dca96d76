"""Messages to customers, departments and people: written by steps, rendered and sent here."""
