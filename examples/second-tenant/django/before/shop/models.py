"""The shop's tables."""

from django.db import models


class Customer(models.Model):
    email = models.TextField(unique=True)
    name = models.TextField()

    class Meta:
        db_table = "customers"


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    note = models.TextField()
    confirmed = models.BooleanField(default=False)

    class Meta:
        db_table = "orders"


class Job(models.Model):
    payload = models.JSONField()

    class Meta:
        db_table = "jobs"
