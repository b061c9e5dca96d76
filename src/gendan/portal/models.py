"""What the customer's page counts, so that nobody guesses their way in."""

from django.db import models


class Count(models.Model):
    """How often something was tried under one name, until a moment."""

    key = models.TextField(primary_key=True)
    until = models.DateTimeField()
    times = models.IntegerField()

    class Meta:
        db_table = "portal_count"
        indexes = [models.Index("until", name="portal_count_over")]
