"""Rails' models, without a server: what is edited, what is left, and that every result is Ruby."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from planner.catalog.parts import Column, Index, IndexColumn
from planner.catalog.words import ReferentialAction
from planner.names import QName
from planner.orm.edit import Leftover
from planner.orm.rails.files import edit_files
from planner.orm.rails.words import ACTS_AS_TENANT, BELONGS_TO
from planner.orm.stage import Stage
from planner.orm.wanted import ForeignKey, Key, PrimaryKey, Table, Tenants, Wanted

ACTIONS = (ReferentialAction.NO_ACTION, ReferentialAction.NO_ACTION)
CLIENTS = QName("public", "clients")
TENANTS = Tenants(
    CLIENTS, "id", (Column("id", "bigint", not_null=True), Column("name", "text", not_null=True)), made=True
)
HEAD = "class ApplicationRecord < ActiveRecord::Base\n  self.abstract_class = true\nend\n"


def table(name: str, *keys: Key, stage: Stage = Stage.TIGHTEN, **said: object) -> Table:
    relation = QName("public", name)
    column = Column("client_id", "bigint", not_null=stage is Stage.TIGHTEN)
    columns = tuple(Column(one, "text", not_null=True) for one in ("id", "email", "name", "slug", "team_id"))
    tenant = ForeignKey("fk", ("client_id",), CLIENTS, ("id",), *ACTIONS)
    made = Table(relation, column, (*columns, column), tenant, None, keys, per_tenant=stage is Stage.TIGHTEN)
    return replace(made, **said)  # type: ignore[arg-type]


def unique(*columns: str) -> Index:
    return Index(f"on_{'_'.join(columns)}", tuple(IndexColumn(one, one) for one in columns), unique=True)


def key(*columns: str) -> Key:
    return Key(unique("client_id", *columns), replaces=unique(*columns))


class Application:
    """A folder of models that is edited, and edited again."""

    def __init__(self, folder: Path) -> None:
        self.models = folder / "app" / "models"
        self.models.mkdir(parents=True)
        (self.models / "application_record.rb").write_text(HEAD)
        self.left: list[Leftover] = []

    def file(self, text: str | bytes, name: str = "user.rb") -> Path:
        path = self.models / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def edit(
        self, *tables: Table, word: str = BELONGS_TO, tenants: Tenants = TENANTS, property: str | None = None
    ) -> None:
        stage = Stage.ADD if any(one.nullable for one in tables) else Stage.TIGHTEN
        wanted = Wanted(stage, tenants, tables)
        found, self.left = edit_files([self.models.parent.parent], wanted, "public", property, word)
        for one in found:
            one.file.write_bytes(one.content)
        again, left = edit_files([self.models.parent.parent], wanted, "public", property, word)
        assert again == []
        assert [one.what for one in left] == [one.what for one in self.left]

    def said(self) -> list[str]:
        return [f"{one.line}: {one.what}" for one in self.left]


@pytest.fixture
def application(tmp_path: Path) -> Application:
    return Application(tmp_path)


USERS = table("users", key("email"))

DECLARED = {
    "class User < ApplicationRecord\nend\n": "class User < ApplicationRecord\n  belongs_to :client\nend\n",
    "class User < ApplicationRecord; end\n": "class User < ApplicationRecord; belongs_to :client; end\n",
    "class User < ActiveRecord::Base ; has_many :x ; end": "class User < ActiveRecord::Base; belongs_to :client ; has_many :x ; end",
    "module Any\n  class Person < ApplicationRecord\n\tself.table_name = :users\n  end\nend\n": (
        "module Any\n  class Person < ApplicationRecord\n\tself.table_name = :users\n\n\tbelongs_to :client\n  end\nend\n"
    ),
    "class User < ApplicationRecord # rows\n  belongs_to :team # of hers\n\n  def x = 1\nend\n": (
        "class User < ApplicationRecord # rows\n  belongs_to :team # of hers\n  belongs_to :client\n\n  def x = 1\nend\n"
    ),
    "class User < ApplicationRecord\n  belongs_to :team, -> { where(<<~SQL) }\n    x\n  SQL\nend\n": (
        "class User < ApplicationRecord\n  belongs_to :client\n  belongs_to :team, -> { where(<<~SQL) }\n    x\n  SQL\nend\n"
    ),
    "if defined?(Rails)\n  class User < ApplicationRecord\n    scope :a, -> { all }\n  end\nend\n": (
        "if defined?(Rails)\n  class User < ApplicationRecord\n    belongs_to :client\n\n    scope :a, -> { all }\n  end\nend\n"
    ),
    "class User < ApplicationRecord\n  def find(of, & )\n    all(of, & )\n  end\nend\n": (
        "class User < ApplicationRecord\n  belongs_to :client\n\n  def find(of, & )\n    all(of, & )\n  end\nend\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("before", DECLARED)
def test_the_tenant_is_declared(before: str, application: Application) -> None:
    path = application.file(before)
    application.edit(USERS)
    assert path.read_text() == DECLARED[before]
    assert application.left == []
    assert (application.models / "client.rb").read_text() == "class Client < ApplicationRecord\nend\n"


VALIDATED = {
    "validates :email, uniqueness: true": "validates :email, uniqueness: { scope: :client_id }",
    "validates(:email, :uniqueness => true)": "validates(:email, :uniqueness => { :scope => :client_id })",
    "validates :email, uniqueness: { scope: :team_id }": "validates :email, uniqueness: { scope: [:client_id, :team_id] }",
    "validates :email, uniqueness: {scope: %w[team_id name]}": "validates :email, uniqueness: {scope: %w[client_id team_id name]}",
    "validates :email, uniqueness: { scope: [] }": "validates :email, uniqueness: { scope: [:client_id] }",
    "validates 'email', uniqueness: { if: :a? }, b: 1": "validates 'email', uniqueness: { scope: :client_id, if: :a? }, b: 1",
    "validates_uniqueness_of :email": "validates_uniqueness_of :email, scope: :client_id",
    "validates_uniqueness_of(:email, { message: 'x' })": "validates_uniqueness_of(:email, { scope: :client_id, message: 'x' })",
    "validates_uniqueness_of :email, :scope => :team": "validates_uniqueness_of :email, :scope => [:client_id, :team]",
    "validates :email, presence: true": None,
    "validates :slug, uniqueness: true": None,  # its key stays global
    "validates :email, uniqueness: false": None,
    "validates :email, uniqueness: { scope: :client_id }": None,
    "validates :email, uniqueness: { scope: :client }": None,
    "validates_uniqueness_to_tenant :email": None,
}  # fmt: skip


@pytest.mark.parametrize("before", VALIDATED)
def test_a_validation_of_a_key_per_tenant(before: str, application: Application) -> None:
    text = "class User < ApplicationRecord\n  belongs_to :team\n  belongs_to :client\n  {}\nend\n"
    path = application.file(text.format(before))
    application.edit(table("users", key("email"), unique=(unique("slug"),)))
    assert path.read_text() == text.format(VALIDATED[before] or before)
    assert application.left == []


def test_ruby_itself_reads_the_results(tmp_path: Path) -> None:
    ruby = shutil.which("ruby")
    if ruby is None:
        pytest.skip("ruby is not installed: apt-get install ruby")
    file = tmp_path / "all.rb"
    file.write_text("\n".join([*DECLARED.values(), *(after for after in VALIDATED.values() if after is not None)]))
    done = subprocess.run([ruby, "-c", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


LEFT = {
    "validates(*FIELDS, uniqueness: true)": "2: planner can't read the uniqueness of :…",
    "validates :email, uniqueness: OPTIONS": "2: planner can't read the uniqueness of :email",
    "validates :email, uniqueness: { scope: SCOPE }": "2: planner can't read the uniqueness of :email",
    "validates :email, :slug, uniqueness: true": "2: the uniqueness of :email, :slug is per tenant now, but not for slug of",
    "devise :database_authenticatable, :validatable": "2: public.users: devise's :validatable wants email to be unique",
    "has_one :client": "1: public.users: client is something else: --property NAME",
    "belongs_to :client, polymorphic: true": "1: public.users: client is something else: --property NAME",
    "def client = 1": "1: public.users: client is something else: --property NAME",
    "scope = [": "public.users is in no model of these files; planner can't read as Ruby",
}


@pytest.mark.parametrize("line", LEFT)
def test_what_is_left_to_people(line: str, application: Application) -> None:
    path = application.file(f"class User < ApplicationRecord\n  {line}\nend\n")
    application.edit(table("users", key("email"), unique=(unique("slug"),)))
    assert any(LEFT[line] in said for said in application.said()), application.said()
    assert line in path.read_text()


def test_from_add_to_tighten_and_back(application: Application) -> None:
    path = application.file("class User < ApplicationRecord\n  validates :email, uniqueness: true\nend\n")
    add = table("users", stage=Stage.ADD)
    application.edit(add)
    assert "belongs_to :client, optional: true\n" in path.read_text()
    assert "uniqueness: true" in path.read_text()
    application.edit(USERS)
    assert "belongs_to :client\n" in path.read_text()
    application.edit(add)
    assert "belongs_to :client, optional: true\n" in path.read_text()


def test_the_session_gives_the_tenant_after_the_validation(application: Application) -> None:
    path = application.file("class User < ApplicationRecord\nend\n")
    application.edit(replace(USERS, session_default="current_setting('app.client_id')"))
    assert "belongs_to :client, optional: true\n" in path.read_text()


def test_a_column_that_the_application_has(application: Application) -> None:
    """It wants a tenant already, and goes on."""
    text = "class User < ApplicationRecord\n  belongs_to :owner, foreign_key: :client_id\nend\n"
    path = application.file(text)
    for stage in (Stage.ADD, Stage.TIGHTEN):
        application.edit(table("users", stage=stage, made=False))
        assert path.read_text() == text


def test_acts_as_tenant(application: Application) -> None:
    path = application.file("class User < ApplicationRecord\nend\n")
    other = application.file(
        "class Team < ApplicationRecord\n  belongs_to :client, inverse_of: :teams\nend\n", "team.rb"
    )
    application.edit(USERS, table("teams"), word=ACTS_AS_TENANT)
    assert "  acts_as_tenant :client\n" in path.read_text()
    assert "  acts_as_tenant :client, inverse_of: :teams\n" in other.read_text()


def test_a_primary_key_that_carries_the_tenant(application: Application) -> None:
    path = application.file("class User < ApplicationRecord\nend\n")
    primary = PrimaryKey("users_pkey", unique("client_id", "id"), ("id",))
    application.edit(replace(USERS, primary_key=primary))
    assert '  self.primary_key = "id"\n' in path.read_text()


def test_another_name_and_another_class(application: Application) -> None:
    """The class must be found from a module that has a class of the same name."""
    path = application.file("class Shop::User < ApplicationRecord\nend\n", "shop/user.rb")
    application.file("class Shop::Client\nend\n", "shop/client.rb")
    application.file("module Shop\n  def self.table_name_prefix = 'shop_'\nend\n", "shop.rb")
    application.edit(table("shop_users"))
    assert '  belongs_to :client, class_name: "::Client"\n' in path.read_text()
    named = application.file("class Item < ApplicationRecord\nend\n", "item.rb")
    application.edit(table("items"), property="account")
    assert '  belongs_to :account, class_name: "Client", foreign_key: "client_id"\n' in named.read_text()


def test_a_concern_counts_for_all_its_models(application: Application) -> None:
    text = "module Sluggable\n  extend ActiveSupport::Concern\n  included do\n    validates :slug, uniqueness: true\n  end\nend\n"
    concern = application.file(text, "concerns/sluggable.rb")
    application.file("class User < ApplicationRecord\n  include Sluggable\nend\n")
    application.file("class Team < ApplicationRecord\n  include Sluggable\nend\n", "team.rb")
    users, teams = table("users", key("slug")), table("teams", unique=(unique("slug"),))
    application.edit(users, teams)
    assert application.said() == [
        "4: the uniqueness of :slug is per tenant now, but not for slug of public.teams: separate them, with scope: :client_id"
    ]
    assert concern.read_text() == text
    application.edit(users, replace(teams, keys=(key("slug"),), unique=()))
    assert "uniqueness: { scope: :client_id }" in concern.read_text()


def test_sti_and_tables_that_planner_finds(application: Application) -> None:
    """A child in its parent's table declares nothing. Its validations count for the table."""
    application.file("class User < ApplicationRecord\n  has_and_belongs_to_many :teams\nend\n")
    child = application.file("class Admin < User\n  validates :email, uniqueness: true\nend\n", "admin.rb")
    nested = application.file("class User::Key < ApplicationRecord\nend\n", "user/key.rb")
    person = application.file("class Person < Library::Record\nend\n", "person.rb")
    application.file("class Odd < ApplicationRecord\n  self.table_name = COMPUTED\nend\n", "odd.rb")
    application.edit(USERS, *map(table, ("user_keys", "people", "teams_users", "odds")))
    assert child.read_text() == "class Admin < User\n  validates :email, uniqueness: { scope: :client_id }\nend\n"
    assert "belongs_to :client" in nested.read_text()
    assert "belongs_to :client" in person.read_text()
    habtm, odd = application.said()
    assert habtm.startswith("2: public.teams_users: Rails fills it for has_and_belongs_to_many :teams")
    assert "public.odds is in no model of these files; planner can't read the table's name at" in odd


def test_words_of_the_application(application: Application) -> None:
    """Inflections, an engine's prefix, and models outside app/models."""
    config = application.models.parent.parent / "config" / "initializers" / "inflections.rb"
    config.parent.mkdir(parents=True)
    config.write_text(
        "ActiveSupport::Inflector.inflections(:en) do |inflect|\n  inflect.irregular 'cactus', 'cacti'\n  inflect.acronym 'OAuth'\n"
        "  inflect.uncountable %w[fish news]\n  inflect.plural(/^(.*)([Tt])axon$/i, '\\1\\2axa')\n  # inflect.irregular 'user', 'x'\nend\n"
    )
    engine = application.models.parent.parent / "lib" / "shop" / "engine.rb"
    engine.parent.mkdir(parents=True)
    engine.write_text("module Shop\n  class Engine < Rails::Engine\n    isolate_namespace Shop\n  end\nend\n")
    names = {
        "Cactus": "cacti",
        "OAuthToken": "oauth_tokens",
        "News": "news",
        "Shop::Item": "shop_items",
        "Taxon": "taxa",
        "User": "users",
    }
    files = [application.file(f"class {one} < ApplicationRecord\nend\n", f"{n}.rb") for n, one in enumerate(names)]
    application.edit(*map(table, names.values()))
    assert application.left == []
    assert all("belongs_to :client" in file.read_text() for file in files)


TEXT = "class User < ApplicationRecord # Zoë\n  validates :email, uniqueness: true\nend\n"
AFTER = "class User < ApplicationRecord # Zoë\n  belongs_to :client\n\n  validates :email, uniqueness: { scope: :client_id }\nend\n"
ENCODED = {
    "CRLF": (TEXT.replace("\n", "\r\n").encode(), AFTER.replace("\n", "\r\n").encode()),
    "BOM": (TEXT.encode("utf-8-sig"), AFTER.encode("utf-8-sig")),
    "cookie": (f"# -*- coding: iso-8859-1 -*-\n{TEXT}".encode("latin-1"), f"# -*- coding: iso-8859-1 -*-\n{AFTER}".encode("latin-1")),
    "bytes in a comment": (TEXT.encode("latin-1"), AFTER.encode("latin-1")),
}  # fmt: skip


@pytest.mark.parametrize("name", ENCODED)
def test_encodings(name: str, application: Application) -> None:
    before, after = ENCODED[name]
    path = application.file(before)
    application.edit(USERS)
    assert path.read_bytes() == after


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (TEXT.encode("utf-16"), "zero bytes"),
        (f"# encoding: klingon\n{TEXT}".encode(), "its encoding klingon is unknown"),
        (f"# encoding: utf-8\n{TEXT}".encode("latin-1"), "it is not in the encoding utf-8"),
    ],
)
def test_files_that_are_left(text: bytes, why: str, application: Application) -> None:
    path = application.file(text)
    application.edit(USERS)
    assert any(why in said for said in application.said())
    assert path.read_bytes() == text
