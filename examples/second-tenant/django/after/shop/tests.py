"""The shop, in Django's test database."""

from django.test import TestCase

from shop import jobs
from shop.models import Client, Customer, Order
from tenancy import tenant


class ShopTest(TestCase):
    def setUp(self) -> None:
        self.client.defaults["HTTP_HOST"] = "acme.shop.example"
        self.enterContext(tenant("acme"))
        Client.objects.create(id="acme", name="Acme")

    def order(self, note: str) -> int:
        sent = {"email": "ann@example.org", "name": "Ann", "note": note}
        return self.client.post("/orders", sent, content_type="application/json").json()["id"]

    def test_an_order_is_confirmed_by_a_job(self) -> None:
        number = self.order("two chairs")
        while jobs.work():
            pass
        self.assertTrue(Order.objects.get(id=number).confirmed)
        self.assertTrue(self.client.get("/orders").json()[0]["confirmed"])

    def test_a_customer_is_made_once(self) -> None:
        for note in ("two chairs", "a table"):
            self.order(note)
        self.assertEqual(self.client.get("/customers").json(), [{"email": "ann@example.org", "name": "Ann", "orders": 2}])

    def test_a_note_changes(self) -> None:
        number = self.order("two chairs")
        change = {"data": {"note": "three chairs"}, "content_type": "application/json"}
        self.assertEqual(self.client.put(f"/orders/{number}", **change).status_code, 200)
        self.assertEqual(Order.objects.get(id=number).note, "three chairs")
        self.assertEqual(self.client.put("/orders/0", **change).status_code, 404)

    def test_customers_without_orders_are_forgotten(self) -> None:
        Customer.objects.create(email="bob@example.org", name="Bob")
        self.assertEqual(jobs.nightly(), 1)
        self.assertFalse(Customer.objects.filter(email="bob@example.org").exists())
