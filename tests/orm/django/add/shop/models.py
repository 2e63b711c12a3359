"""What a shop sells, and to whom."""

from django.db import models
from django.db.models.functions import Lower


class Dated(models.Model):
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Client(models.Model):
    id = models.BigIntegerField(primary_key=True)
    name = models.TextField()

    class Meta:
        db_table = "clients"


# Who buys.
class Customer(Dated):
    email = models.CharField(max_length=120, unique=True)  # how they sign in
    name = models.TextField(blank=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return self.name


class Product(Dated):
    sku = models.CharField(max_length=40)
    region = models.CharField(max_length=2, default="eu")
    name = models.TextField()
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True)

    class Meta:
        unique_together = [["sku", "region"]]
        ordering = ["name"]


class Order(Dated):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    number = models.PositiveIntegerField()
    reference = models.TextField(null=True)
    open = models.BooleanField(default=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True)

    class Meta:
        db_table = "orders"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="orders_number"),
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(open=True),  # one basket each
                name="orders_one_open",
            ),
            models.UniqueConstraint(Lower("reference"), name="orders_reference"),
        ]


class Line(models.Model):
    order = models.ForeignKey("Order", models.CASCADE, db_column="of_order")
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.IntegerField(default=1)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True)
