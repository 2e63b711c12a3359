"""Two tenants of the shop, and the three traps, in Django's test database. It has the policies from the migrations."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.test import TransactionTestCase, override_settings
from django.urls import path

from shop import jobs
from shop.models import Client, Customer, Order
from tenancy import SETTING, current_tenant, tenant

NEW = {"email": "ann@example.org", "name": "Ann", "note": "two chairs"}


def set_config(tenant_id: str, local: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, %s)", [SETTING, tenant_id, local])


class TenantsTest(TransactionTestCase):
    def setUp(self) -> None:
        self.kept = {}
        for client in ("acme", "beta"):
            with tenant(client):
                Client.objects.create(id=client, name=client)
            sent = {**NEW, "note": f"{client}: two chairs"}
            answer = self.client.post("/orders", sent, "application/json", headers=host(client))
            self.kept[client] = answer.json()["id"]

    def test_tenants_do_not_see_each_other(self) -> None:
        for client, number in self.kept.items():
            other = sum(self.kept.values()) - number
            found = self.client.get("/orders", headers=host(client)).json()
            self.assertEqual([order["id"] for order in found], [number])
            stolen = self.client.put(f"/orders/{other}", {"note": "x"}, "application/json", headers=host(client))
            self.assertEqual(stolen.status_code, 404)

    def test_jobs_work_for_their_tenant(self) -> None:
        while jobs.work():
            pass
        for client in self.kept:
            with tenant(client):
                self.assertTrue(Order.objects.get().confirmed)
                Customer.objects.create(email="bob@example.org", name="Bob")
        self.assertEqual(jobs.nightly(), 2)

    def test_a_host_that_is_no_tenant_reads_nothing_and_writes_nothing(self) -> None:
        self.assertEqual(self.client.get("/orders", headers=host("nobody")).json(), [])
        with self.assertRaises(IntegrityError):
            self.client.post("/orders", NEW, "application/json", headers=host("nobody"))

    @override_settings(ROOT_URLCONF=__name__, TENANT_OF_REQUEST=f"{__name__}.said")
    async def test_an_async_view_works_in_the_transaction_of_its_tenant(self) -> None:
        for client in self.kept:
            answer = await self.async_client.get("/later", {"tenant": client})
            self.assertEqual(answer.json(), [f"{client}: two chairs"])

    @override_settings(ROOT_URLCONF=__name__)
    def test_a_stream_is_made_after_the_transaction(self) -> None:
        """The trap: its rows are read when the tenant is gone."""
        answer = self.client.get("/stream", headers=host("acme"))
        self.assertEqual(b"".join(answer.streaming_content), b"")

    def test_without_a_tenant_nothing_is_read_and_nothing_written(self) -> None:
        self.assertEqual(Order.objects.count(), 0)
        with self.assertRaisesMessage(ProgrammingError, "row-level security"):
            Customer.objects.create(email="bob@example.org", name="Bob")

    def test_a_setting_outside_a_transaction_is_lost(self) -> None:
        set_config("acme", local=True)
        self.assertEqual(Order.objects.count(), 0)
        with transaction.atomic():
            set_config("acme", local=True)
            self.assertEqual(Order.objects.count(), 1)
        self.assertEqual(Order.objects.count(), 0)

    def test_a_setting_of_the_session_goes_to_the_next_request(self) -> None:
        """The trap: SET outlives its request. `tenant` refuses to work for another tenant in such a session."""
        set_config("acme", local=False)
        self.assertEqual(Order.objects.get().note, "acme: two chairs")
        with self.assertRaises(RuntimeError), tenant("beta"):
            Order.objects.get()
        set_config("", local=False)
        self.assertIsNone(current_tenant())
        with tenant("beta"):
            self.assertEqual(Order.objects.get().note, "beta: two chairs")


def said(request: HttpRequest) -> str:
    return request.GET["tenant"]


@transaction.non_atomic_requests
async def later(request: HttpRequest) -> JsonResponse:
    return JsonResponse([order.note async for order in Order.objects.all()], safe=False)


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def notes() -> Iterator[str]:
        for order in Order.objects.all():
            yield order.note

    return StreamingHttpResponse(notes())


urlpatterns = [path("later", later), path("stream", stream)]


def host(client: str) -> dict[str, str]:
    return {"Host": f"{client}.shop.example"}
