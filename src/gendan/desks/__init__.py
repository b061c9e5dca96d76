"""Where people work: sign-in, master data, pages and the API of the house."""
