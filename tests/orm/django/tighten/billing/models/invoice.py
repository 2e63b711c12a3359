from django.db.models import CASCADE, ForeignKey, IntegerField, Model, TextField
from django.db import models


class Invoice(Model):
    order = ForeignKey("shop.Order", on_delete=CASCADE)
    number = IntegerField()
    note = TextField()
    client = models.ForeignKey("shop.Client", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "number"], name="accounts_invoice_client_id_number_a5839810_uniq"),
        ]
