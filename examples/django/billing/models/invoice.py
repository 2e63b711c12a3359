from django.db.models import CASCADE, ForeignKey, IntegerField, Model, TextField


class Invoice(Model):
    order = ForeignKey("shop.Order", on_delete=CASCADE)
    number = IntegerField(unique=True)
    note = TextField()
