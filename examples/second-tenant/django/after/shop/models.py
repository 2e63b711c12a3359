"""The shop's tables."""

from django.db import models
from django.db.models.expressions import RawSQL


class Client(models.Model):
    id = models.TextField(primary_key=True)
    name = models.TextField()

    class Meta:
        db_table = "clients"


class Customer(models.Model):
    email = models.TextField()
    name = models.TextField()
    client = models.ForeignKey(Client, on_delete=models.PROTECT, db_default=RawSQL("NULLIF(current_setting('app.client_id'::text, true), ''::text)", ()))

    class Meta:
        db_table = "customers"
        constraints = [
            models.UniqueConstraint(fields=["client", "id"], name="customers_client_id_id_42ebad1c_uniq"),
            models.UniqueConstraint(fields=["client", "email"], name="customers_client_id_email_8eab2281_uniq"),
        ]


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders", db_constraint=False)
    note = models.TextField()
    confirmed = models.BooleanField(default=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, db_default=RawSQL("NULLIF(current_setting('app.client_id'::text, true), ''::text)", ()))

    class Meta:
        db_table = "orders"


class Job(models.Model):
    payload = models.JSONField()

    class Meta:
        db_table = "jobs"
