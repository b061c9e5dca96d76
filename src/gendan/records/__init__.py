"""The nouns: tables, constraints, set-based questions. No workflow."""
