"""Templates of the user's: names, if and filters; nothing else can be reached."""

import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs import cost
from followcal.core.interview import Interview, Person
from followcal.errors import UsageError
from followcal.formats.draft_templates import MAX_TEMPLATE, from_template, render, template_names, template_values
from followcal.formats.draft_texts import texts
from followcal.formats.drafts import DraftKind, Sender, Tone, draft, values_of
from hostile import hostile

AT = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
DANA = Person("Dana Whitfield", "dana@acme.example")
ACME = Interview(uid="1", start=AT, end=AT, company="Acme", role="Data Engineer", interviewers=(DANA,))
VALUES = values_of(ACME, DANA, Sender(), {}, texts("en"))


def test_names_if_and_filters():
    source = "{{ first_name | upper }}{% if company is open %}?{% else %}, {{ company }}{% endif %}{{ topic }}"
    assert render(source, "t", VALUES) == "DANA, Acme[one thing that you two talked about]"


def test_every_name_of_the_list_is_there():
    names = template_values("en")
    ours = draft(DraftKind.CLOSING, ACME, DANA)
    source = " ".join(f"{{{{ {name} }}}}" for name in names)
    assert "Data Engineer position" in from_template(source, "t", ours, VALUES).body


def test_the_first_line_may_be_the_subject():
    ours = draft(DraftKind.CLOSING, ACME, DANA)
    theirs = from_template("Subject: About {{ role }}\n\nDear {{ first_name }},\nbye\n", "t", ours, VALUES)
    assert (theirs.subject, theirs.body) == ("About Data Engineer", "Dear Dana,\nbye")
    assert from_template("Bye {{ name }}", "t", ours, VALUES).subject == ours.subject


def test_our_own_words_can_be_kept():
    ours = draft(DraftKind.CLOSING, ACME, DANA)
    assert from_template("{{ text }}\nPS: hello", "t", ours, VALUES).body == f"{ours.body}\nPS: hello"


def test_open_places_of_a_template_are_asked_for():
    ours = draft(DraftKind.CLOSING, ACME, DANA)
    assert from_template("{{ topic }} [a joke]", "t", ours, VALUES).open == (
        "one thing that you two talked about",
        "a joke",
    )


def test_vary_gives_everybody_one_of_the_texts_and_always_the_same():
    source = '{{ ["one", "two", "three"] | vary }}'
    people = [Person(None, f"p{n}@acme.example") for n in range(30)]
    said = [from_template(source, "t", draft(DraftKind.CLOSING, ACME, one), VALUES).body for one in people]
    assert set(said) == {"one", "two", "three"}
    assert said == [from_template(source, "t", draft(DraftKind.CLOSING, ACME, one), VALUES).body for one in people]


@pytest.mark.parametrize(
    "source",
    [
        "{{ company.__class__ }}",
        "{{ company['__class__'] }}",
        "{{ company | attr('__class__') }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ company.upper() }}",
        "{{ company[0] }}",
        "{{ self }}",
        "{{ self._TemplateReference__context }}",
        "{{ lipsum }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ range(9) }}",
        "{{ dict() }}",
        "{{ joiner }}",
        "{{ namespace() }}",
        "{{ loop }}",
        "{{ super() }}",
        "{{ caller() }}",
        "{{ nothing }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'a' * 99999999 }}",
        "{{ '%99999999d' % 1 }}",
        "{{ 1 + 1 }}",
        "{{ company | replace('A', company) }}",
        "{{ company | center(99999999) }}",
        "{{ company | map('upper') | list }}",
        "{{ company | default(company.x) }}",
        "{{ [company.x] | vary }}",
        "{{ [] | vary }}",
        "{{ company | vary }}",
        "{% if company.x %}{% endif %}",
        "{% if company is callable %}{% endif %}",
        "{% for letter in company %}{% endfor %}",
        "{% set x = company %}",
        "{% set company %}x{% endset %}",
        "{% macro m() %}{% endmacro %}",
        "{% call m() %}{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% block b %}{% endblock %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% from 'os' import path %}",
        "{% extends '/etc/passwd' %}",
        "{% with x = 1 %}{% endwith %}",
        "{% autoescape true %}{% endautoescape %}",
        "{% do 1 %}",
        "{{",
        "{% if %}",
        "{% if company %}",
        "{{ " + "(" * 4000 + "1" + ")" * 4000 + " }}",
        "{{ " + "not " * 4000 + "1 }}",
        "{% if company %}" * 600 + "{% endif %}" * 600,
        "x" * (MAX_TEMPLATE + 1),
    ],
)
def test_what_is_not_let_through_is_refused(source):
    with pytest.raises(UsageError, match=r"^my\.txt: "):
        render(source, "my.txt", VALUES)


def test_a_refusal_names_the_line():
    with pytest.raises(UsageError, match=r"^my\.txt: line 3: "):
        render("Dear Dana,\n\n{{ company.x }}", "my.txt", VALUES)
    with pytest.raises(UsageError, match=r"^my\.txt: line 2: "):
        render("Dear\n{% if %}", "my.txt", VALUES)


parts = st.lists(
    st.one_of(
        hostile,
        st.sampled_from(
            ["{{", "}}", "{%", "%}", " if ", "endif", "company", "|", "upper", ".", "__class__", "(", ")", "[", "]"]
        ),
    ),
    max_size=12,
).map("".join)


@given(parts)
def test_any_source_is_rendered_or_refused(source):
    try:
        text = render(source, "t", VALUES)
    except UsageError:
        return
    assert all(line.isprintable() for line in text.split("\n"))
    assert "object at 0x" not in text
    assert "<class" not in text.replace(source, "")


@given(hostile, hostile)
def test_a_value_is_never_read_as_a_template(company, name):
    interview = Interview(uid="1", start=AT, end=AT, company=company)
    values = values_of(interview, Person(name, None), Sender(), {}, texts("en"))
    assert render("{{ company }}|{{ name }}", "t", values) == f"{values['company']}|{values['name']}"


def test_a_template_costs_little_time():
    def rendered():
        render("{{ text }}" * (MAX_TEMPLATE // 10 - 1), "t", {"text": "word " * 9})
        with pytest.raises(UsageError, match="longer than"):
            render("{{ text }}" * (MAX_TEMPLATE // 10 - 1), "t", {"text": "word " * 200})

    assert cost(rendered) < 80


def test_names_of_files_go_from_particular_to_general():
    names = list(template_names(DraftKind.THANK_YOU, Tone.CASUAL, "fr"))
    assert names == ["thank-you.casual.fr.txt", "thank-you.casual.txt", "thank-you.fr.txt", "thank-you.txt"]


def test_the_engine_is_not_imported_before_a_template_is_read():
    import subprocess

    code = "import sys, followcal.formats.draft_templates, followcal.shell.drafting, followcal.formats.note_checks; "
    code += "sys.exit(bool({'jinja2', 'spellchecker'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
