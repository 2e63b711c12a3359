"""Projects of several applications: abstract classes in other modules, models in conditions, and what a library makes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from planner.catalog.parts import Column
from planner.names import QName
from planner.orm.django.files import edit_files
from planner.orm.stage import Stage
from planner.orm.wanted import Key, Table, Tenants, Wanted
from test_python_models import CLIENTS, SINCE, TENANT, TENANT_KEY, unique

SHOP = {
    "shop/abstract_models.py": '''"""Abstract models."""
from django.db import models


class Named(models.Model):
    name = models.CharField(max_length=40, unique=True)

    class Meta:
        abstract = True
        app_label = "shop"
        ordering = ["name"]


class AbstractLine(models.Model):
    """A line."""

    number = models.IntegerField()
    part = models.IntegerField()

    class Meta:
        abstract = True
        app_label = "shop"
        unique_together = ("number", "part")
''',
    "shop/models.py": '''from shop.abstract_models import *
from shop.registry import free

__all__ = []

if free("Product"):

    class Product(Named):
        pass

    __all__.append("Product")


if free("Brand"):

    class Brand(Named):
        """A brand."""

        class Meta(Named.Meta):
            verbose_name = "brand"


class Line(AbstractLine):
    """A line of an order."""

    products = models.ManyToManyField("shop.Product")
''',
    "shop/registry.py": "def free(name: str) -> bool:\n    return True\n",
    "cart/models.py": """from django.db import models


class Line(models.Model):
    text = models.TextField()
""",
}


def table(name: str, *keys: Key, columns: tuple[str, ...] = ()) -> Table:
    held = (Column("id", "bigint", not_null=True), *(Column(column, "text") for column in columns), TENANT)
    return Table(QName("public", name), TENANT, held, TENANT_KEY, None, keys=keys)


def per_tenant(name: str, *columns: str) -> Key:
    new = unique("client_id", *columns, name=f"{name}_client_id_uniq")
    return Key(new, replaces=unique(*columns, name=f"{name}_key"), replaced_constraint=True)


PRODUCT = table("shop_product", per_tenant("product", "name"), columns=("name",))
BRAND = table("shop_brand", per_tenant("brand", "name"), columns=("name",))
LINE = table("shop_line", per_tenant("line", "number", "part"), columns=("number", "part"))
LINES = table("shop_line_products")
CART = table("cart_line")


def wanted(*tables: Table) -> Wanted:
    key = Column("id", "bigint", not_null=True)
    return Wanted(Stage.TIGHTEN, Tenants(CLIENTS, "id", (key, SINCE), True), tables)


def converted(folder: Path, *tables: Table) -> tuple[dict[str, str], list[str]]:
    """The files of the project after the edits, and what is left to people."""
    for name, text in SHOP.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        (file.parent / "__init__.py").touch()
    found, left = edit_files([folder], wanted(*tables), "public", None)
    for one in found:
        one.file.write_bytes(one.content)
    again, _ = edit_files([folder], wanted(*tables), "public", None)
    assert again == []
    return {name: (folder / name).read_text(encoding="utf-8") for name in SHOP}, [one.what for one in left]


def test_a_project_of_abstract_classes(tmp_path: Path) -> None:
    files, left = converted(tmp_path, PRODUCT, BRAND, LINE, replace(LINES, filled=True), CART)
    assert left == []
    models = files["shop/models.py"]
    assert "    class Product(Named):\n        client = models.ForeignKey(Client, " in models
    assert "class Meta(Named.Meta):\n            constraints = [" in models
    assert '        """A brand."""\n        client = models.ForeignKey(' in models
    assert 'unique_together = ("client", "number", "part")' in files["shop/abstract_models.py"]
    assert "unique=True" not in files["shop/abstract_models.py"]
    django = """
import django, sys
from django.conf import settings
settings.configure(INSTALLED_APPS=["shop", "cart"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
                   DATABASES={"default": {"ENGINE": "django.db.backends.postgresql"}})
django.setup()
from django.apps import apps
from django.core.management import call_command
call_command("check")
for model in apps.get_models():
    meta = model._meta
    print(meta.db_table, *sorted(f.name for f in meta.fields), [c.fields for c in meta.constraints], meta.unique_together,
          meta.ordering, meta.verbose_name)
"""
    ran = subprocess.run([sys.executable, "-c", django], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    said = ran.stdout.splitlines()
    assert "shop_product client id name [('client', 'name')] () ['name'] product" in said
    assert "shop_brand client id name [('client', 'name')] () ['name'] brand" in said
    assert "shop_line client id number part [] (('client', 'number', 'part'),) [] line" in said
    assert "cart_line client id text [] [] [] line" in said


def test_a_key_that_another_model_keeps_is_left(tmp_path: Path) -> None:
    files, left = converted(tmp_path, PRODUCT, replace(BRAND, keys=()))
    assert left == ["public.shop_product: its key (name) comes from Named, and Brand keeps it: it is product_client_id_uniq "
                    "(client_id, name) now"]  # fmt: skip
    assert files["shop/abstract_models.py"] == SHOP["shop/abstract_models.py"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (LINES, "keep its write guard"),
        (table("auth_group"), "a library's new rows get the plan's tenant"),
        (replace(table("auth_group"), filled=True), None),
    ],
)
def test_tables_that_django_makes(lines: Table, said: str | None, tmp_path: Path) -> None:
    _, left = converted(tmp_path, PRODUCT, BRAND, lines)
    assert len(left) == (said is not None)
    assert all(said is not None and said in one for one in left)


def test_the_tenants_are_in_the_application_that_their_name_says(tmp_path: Path) -> None:
    (tmp_path / "cart").mkdir()
    (tmp_path / "shop").mkdir()
    for name, text in SHOP.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    said = wanted(PRODUCT, BRAND, CART)
    said = replace(said, tenants=replace(said.tenants, relation=QName("public", "cart_client")))
    found, _ = edit_files([tmp_path], said, "public", None)
    (home,) = [one for one in found if b"class Client(models.Model)" in one.after or b"class CartClient" in one.after]
    assert home.file == tmp_path / "cart" / "models.py"


def test_a_model_without_fields_of_its_own_comes_from_a_library(tmp_path: Path) -> None:
    """The plan has its table. The same class in another module is none."""
    shop = tmp_path / "shop"
    shop.mkdir()
    text = "from library import Tagged\n\n\nclass Tag(Tagged):\n    pass\n"
    (shop / "models.py").write_text(f"from django.db import models\n{text}", encoding="utf-8")
    (shop / "forms.py").write_text(text, encoding="utf-8")
    found, left = edit_files([tmp_path], wanted(table("shop_tag")), "public", None)
    assert left == []
    (one,) = found
    assert one.file == shop / "models.py"
    assert b"class Tag(Tagged):\n    client = models.ForeignKey(" in one.after
