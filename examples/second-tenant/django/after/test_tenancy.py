"""The tenant of a request or a job, tried in Django's test database. planner 0.2.0.dev0 wrote it; it is yours from now on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import TransactionTestCase, override_settings

from tenancy import TenantMiddleware, current_tenant, tenant

ONE, OTHER = "one", "other"


def of_request(request: HttpRequest) -> object:
    return request.META.get("TENANT")


class TenantTest(TransactionTestCase):
    def test_the_tenant_lasts_as_long_as_the_block(self) -> None:
        for tenant_id in (ONE, OTHER):
            with tenant(tenant_id):
                self.assertEqual(current_tenant(), str(tenant_id))
            self.assertIsNone(current_tenant())

    def test_the_tenant_ends_with_an_error(self) -> None:
        with self.assertRaises(ZeroDivisionError), tenant(ONE):
            1 / 0  # noqa: B018
        self.assertIsNone(current_tenant())

    def test_nobody_is_no_tenant(self) -> None:
        nobodies: list[Any] = [None, ""]
        for nobody in nobodies:
            with self.assertRaises(ValueError), tenant(nobody):
                pass

    def test_a_transaction_has_one_tenant(self) -> None:
        with tenant(ONE):
            with self.assertRaises(RuntimeError), tenant(OTHER):
                pass
            self.assertEqual(current_tenant(), str(ONE))
            with tenant(ONE):
                self.assertEqual(current_tenant(), str(ONE))
            self.assertEqual(current_tenant(), str(ONE))

    @override_settings(TENANT_OF_REQUEST=f"{__name__}.of_request")
    def test_the_middleware(self) -> None:
        seen = []

        def view(request: HttpRequest) -> HttpResponse:
            seen.append(current_tenant())
            return HttpResponse(status=500 if len(seen) == 2 else 200)

        middleware = TenantMiddleware(view)
        for named in (str(ONE), str(OTHER), None):
            request = HttpRequest()
            request.META["TENANT"] = named
            middleware(request)
            self.assertIsNone(current_tenant())
        self.assertEqual(seen, [str(ONE), str(OTHER), None])
