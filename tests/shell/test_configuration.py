"""What is set up in config.toml: each key is read, each mistake is named."""

import json
import sys

import pytest

from followcal.errors import StoreError, UsageError
from followcal.shell.accounts import account_of, secret
from followcal.shell.configuration import AccountSettings, load_configuration
from followcal.shell.profile import load_profile

WHOLE = """
[me]
name = "Ann"

[sync]
sources = ["~/Calendars/interviews", "work.ics", "home:Personal", "secret"]
target = "home:Follow-ups"
country = ["US-CA"]
timezone = "Europe/Berlin"

[accounts.home]
url = "https://cloud.example/dav/"
username = "ann"
password_command = ["printf", "x y"]
hosts = [".example"]
certificates = "ca.pem"

[addresses.secret]
url_file = "secret-address"
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "config.toml"
        path.write_text(text)
        return str(path)

    return write


def test_each_key_is_read(written, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/home/ann")
    found = load_configuration(written(WHOLE))
    assert found.sources == (
        "/home/ann/Calendars/interviews",
        str(tmp_path / "work.ics"),
        "home:Personal",
        "secret",
    )
    assert found.target == "home:Follow-ups"
    assert found.options == {"country": ("US-CA",), "timezone": "Europe/Berlin"}
    assert found.accounts["home"].certificates == tmp_path / "ca.pem"
    assert found.addresses["secret"].url_file == tmp_path / "secret-address"
    account = account_of(found.accounts["home"])
    assert (account.url, account.username, account.password) == ("https://cloud.example/dav/", "ann", "x y")
    assert "x y" not in repr(account)


def test_without_a_file_nothing_is_set_up(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = load_configuration()
    assert (found.sources, found.target, found.accounts) == ((), None, {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sync]\nsource = []", "unknown key sync.source: did you mean sources?"),
        ("[sinc]", "unknown key sinc: did you mean sync?"),
        ("[me]\nnmae = 'Jo'", "unknown key me.nmae: did you mean name?"),
        ("[drafts]\nbogus = 1", "unknown key drafts.bogus: known are tone, language, templates"),
        ("[privacy]\ndiscrete = true", "unknown key privacy.discrete"),
        ("me = 1", "me is no table"),
        ("sync = 1", "sync: write [sync]"),
        ("[sync]\nsources = 'a'", "sync.sources: write sources = ["),
        ("[sync]\ntarget = 1", "sync.target: write target ="),
        ("[accounts.a]", "accounts.a: write url = "),
        ("[accounts.a]\nurl = 'https://a'\nsection = 'b'", "accounts.a: write url = "),
        ("[accounts.a]\nurl = 'https://a'\npassword = 'x'", "unknown key accounts.a.password"),
        ("[accounts.a]\nurl = 'https://a'\nallow_plaintext = 1", "accounts.a.allow_plaintext: write true or false"),
        ('[accounts."a:b"]\nurl = "https://a"', "accounts.a:b: write a name without"),
        ("[addresses.a]", "addresses.a: write url_command"),
        ("[sync", "no TOML"),
    ],
)
def test_a_mistake_is_named_with_its_place(written, text, said):
    with pytest.raises(UsageError) as caught:
        load_configuration(written(text))
    assert said in str(caught.value)
    assert "config.toml" in str(caught.value)


@pytest.mark.parametrize("text", ["[foo]", "[me]\nbogus = 'x'", "[drafts]\ntones = 'x'", "[privacy]\ndiscreet = 1"])
def test_drafts_pass_over_no_mistake_either(written, text):
    with pytest.raises(UsageError, match=r"config\.toml: "):
        load_profile(written(text))


class TestSecret:
    def test_it_is_the_first_line(self):
        assert secret((sys.executable, "-c", "print('a b');print('more')"), "x") == "a b"

    @pytest.mark.parametrize("code", ["import sys; print('hush'); sys.exit(3)", "", "print()"])
    def test_a_failure_says_nothing_of_it(self, code):
        with pytest.raises(StoreError) as caught:
            secret((sys.executable, "-c", code), "accounts.a.password_command")
        assert "accounts.a.password_command" in str(caught.value)
        assert "hush" not in str(caught.value)

    def test_a_program_that_is_not_there_is_named(self):
        with pytest.raises(StoreError, match="no-such-program: no such file"):
            secret(("no-such-program",), "x")

    def test_without_one_there_is_no_sign_in(self):
        account = account_of(AccountSettings("a", "https://a.example"))
        assert (account.auth, account.password) == ("none", "")


class TestSection:
    """An account as the caldav package's own configuration has it, shared with other programs."""

    @pytest.fixture
    def shared(self, monkeypatch, tmp_path):
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
        path = tmp_path / ".config" / "caldav" / "calendar.conf"
        path.parent.mkdir(parents=True)

        def shared(sections):
            path.write_text(sections if isinstance(sections, str) else json.dumps(sections))
            path.chmod(0o600)

        return shared

    def server(self, code="print('hush')", **more):
        url, command = "https://cal.example.org/dav/", [sys.executable, "-c", code]
        return {"caldav_url": url, "caldav_username": "jo", "caldav_password_command": command, **more}

    def test_it_says_where_and_as_whom(self, shared):
        shared({"default": self.server()})
        account = account_of(AccountSettings("a", section="default", hosts=("b.example.org",)))
        assert (account.url, account.username, account.password) == ("https://cal.example.org/dav/", "jo", "hush")
        assert (account.auth, account.hosts) == ("basic", ("b.example.org",))

    @pytest.mark.parametrize(
        "sections",
        [
            "{broken",
            {"other": {}},
            {"default": {"contains": ["a", "b"]}, "a": {"caldav_url": "https://a"}, "b": {"caldav_url": "https://b"}},
        ],
    )
    def test_what_does_not_name_one_server(self, shared, sections):
        shared(sections)
        with pytest.raises((StoreError, UsageError), match=r"accounts\.a\.section"):
            account_of(AccountSettings("a", section="default"))

    def test_a_failure_says_nothing_of_the_password(self, shared):
        shared({"default": self.server("import sys; print('hush'); sys.exit('hush')")})
        with pytest.raises(StoreError) as caught:
            account_of(AccountSettings("a", section="default"))
        assert "hush" not in str(caught.value)

    def test_nothing_is_sent_in_the_clear_all_the_same(self, shared):
        shared({"default": self.server(caldav_url="http://cal.example.org/")})
        with pytest.raises(UsageError, match="not encrypted"):
            account_of(AccountSettings("a", section="default"))
