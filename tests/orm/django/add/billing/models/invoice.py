from django.db.models import CASCADE, ForeignKey, IntegerField, Model, TextField
from django.db import models


class Invoice(Model):
    order = ForeignKey("shop.Order", on_delete=CASCADE)
    number = IntegerField(unique=True)
    note = TextField()
    client = models.ForeignKey("shop.Client", on_delete=models.PROTECT, null=True)
