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
    email = models.CharField(max_length=120)  # how they sign in
    name = models.TextField(blank=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            models.UniqueConstraint(fields=["client", "email"], name="shop_customer_client_id_email_0c6b5e22_uniq"),
        ]

    def __str__(self) -> str:
        return self.name


class Product(Dated):
    sku = models.CharField(max_length=40)
    region = models.CharField(max_length=2, default="eu")
    name = models.TextField()
    client = models.ForeignKey(Client, on_delete=models.PROTECT)

    class Meta:
        unique_together = [["client", "sku", "region"]]
        ordering = ["name"]


class Order(Dated):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    number = models.PositiveIntegerField()
    reference = models.TextField(null=True)
    open = models.BooleanField(default=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)

    class Meta:
        db_table = "orders"
        constraints = [
            models.UniqueConstraint(fields=["client", "number"], name="orders_client_id_number_d39406a1_uniq"),
            models.UniqueConstraint(
                fields=["client", "customer"],
                condition=models.Q(open=True),  # one basket each
                name="orders_client_id_customer_id_e3f21fb9_uniq",
            ),
            models.UniqueConstraint("client", Lower("reference"), name="orders_client_id_expr_e481e42b_uniq"),
        ]


class Line(models.Model):
    order = models.ForeignKey("Order", models.CASCADE, db_column="of_order")
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.IntegerField(default=1)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
