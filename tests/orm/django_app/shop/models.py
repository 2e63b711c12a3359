"""A shop with Django, as it is after planner."""

from django.db import models


class Client(models.Model):
    id = models.BigIntegerField(primary_key=True)
    name = models.TextField()

    class Meta:
        db_table = "clients"


class User(models.Model):
    email = models.TextField()
    client = models.ForeignKey(Client, on_delete=models.PROTECT)

    class Meta:
        db_table = "users"
        constraints = [  # noqa: RUF012 - as Django's documentation writes it
            models.UniqueConstraint(fields=["client", "email"], name="users_client_email")
        ]
