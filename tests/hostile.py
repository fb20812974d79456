"""Text as a calendar may hold it: anything, with what terminals, links and templates might obey."""

from hypothesis import strategies as st

ESCAPES = (
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\r\nBcc: all@acme.example",
    "\n\n",
    "\u202e",
    "\u2066",
    "\u200f",
    "\x00",
    "\x85",
    "\u2028",
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "{name}",
    "{{name}}",
    "[open]",
    "<b>",
    "?subject=x&body=y",
    "&bcc=all@acme.example",
    "%0D%0A",
    "%",
    "mailto:",
    "\ud800",
    "~" * 300,
    "é" * 80,
    "👩‍💻",
)

hostile = st.lists(
    st.one_of(st.text(st.characters(), max_size=20), st.sampled_from(ESCAPES), st.sampled_from(["Acme", "Ann Lee"])),
    max_size=6,
).map("".join)
