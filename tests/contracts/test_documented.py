"""What is documented is true, and what exists is documented."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import matinee
from matinee.cli import main
from matinee.documented import field_texts
from matinee.errors import BadSettings
from matinee.records import KINDS
from matinee.settings import Settings, load_settings
from tests.contracts.api_file import text as api_text
from tests.contracts.settings_page import page

ROOT = Path(matinee.__file__).parents[2]
DOCS = ROOT / "docs"


def test_every_setting_has_a_text_and_the_page_is_fresh() -> None:
    for stage in msgspec.structs.fields(Settings):
        names = {field.name for field in msgspec.structs.fields(stage.type)}
        assert names == set(field_texts(stage.type)), stage.name
    assert (DOCS / "settings.md").read_text() == page(), "run 'make docs'"


def test_the_api_that_the_web_parts_know_is_the_one_there_is() -> None:
    assert (ROOT / "web" / "api" / "openapi.json").read_bytes() == api_text(), "run 'make api'"


def test_settings_come_from_file_environment_and_command_line(tmp_path: Path) -> None:
    (tmp_path / "matinee.toml").write_text("[server]\nport = 1\nhost = 'a'\n[page]\nrows = 5\n")
    environment = {
        "MATINEE_SERVER__PORT": "2",
        "MATINEE_EVENTS__ITEM_FIELDS": "['sku']",
        "PATH": "x",
    }
    settings = load_settings(tmp_path, environment, {"server.port": 3})
    assert (settings.server.port, settings.server.host, settings.page.rows) == (3, "a", 5)
    assert settings.events.item_fields == ("sku",)
    assert load_settings(tmp_path, environment).server.port == 2


@pytest.mark.parametrize(
    "text", ["[server]\nprot = 1\n", "[nonsense]\na = 1\n", "[server]\nport = 'x'\n", "[[["]
)
def test_wrong_settings_are_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "matinee.toml").write_text(text)
    with pytest.raises(BadSettings, match=r"prot|nonsense|server\.port|not TOML"):
        load_settings(tmp_path, {})


def test_every_endpoint_and_error_code_is_in_the_specification(client: TestClient) -> None:
    spec = client.get("/openapi.json").json()
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["responses"]["4XX"]
    text = client.get("/docs").text
    assert all(path in text for path in spec["paths"])
    assert "http" not in re.sub(r"http://(?:www\.w3\.org|testserver)[^\"]*", "", text)


def test_every_kind_is_in_the_guide_to_events() -> None:
    guide = (DOCS / "adding" / "event.md").read_text()
    missing = [
        kind for kind in KINDS if not kind.startswith("message_") and f"`{kind}`" not in guide
    ]
    assert missing == []


def test_every_command_has_help_and_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    for name, command in main.commands.items():
        assert command.help, name
        assert f"matinee {name}" in readme, name
    assert CliRunner().invoke(main, ["--help"]).exit_code == 0


def test_help_needs_no_heavy_import() -> None:
    code = (
        "import sys; from matinee.cli import main; "
        "heavy = {'numpy', 'scipy', 'duckdb', 'apsw', 'starlette', 'msgspec', 'httpx2'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_serving_needs_no_scipy_or_duckdb() -> None:
    code = (
        "import sys; import matinee.server.run, matinee.runtime; "
        "print(sorted({'scipy', 'duckdb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_links_between_documents_lead_somewhere() -> None:
    for document in [*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "benchmarks").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"
