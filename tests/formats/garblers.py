"""What calendar programs make of a description when a user has typed in it."""

import html
import re


def plain(text):
    return text


def google_web(text):
    """Google's web editor: HTML with <br>, entities, non-breaking blanks."""
    return html.escape(text, quote=False).replace("  ", "&nbsp; ").replace("\n", "<br>")


def google_blocks(text):
    """Text pasted into Google's editor: a span in each line."""
    return "<br>".join(f"<span>{html.escape(line)}</span>" for line in text.split("\n"))


def ios(text):
    """IOS: smart quotes and dashes, non-breaking blanks before colons in French."""
    text = re.sub(r"'", "’", text)
    text = re.sub(r'"([^"\n]*)"', "“\\1”", text)
    return text.replace(" - ", " – ")


def outlook(text):
    """Outlook: a whole HTML document, a paragraph for each line, source lines wrapped."""
    lines = [html.escape(line) or "&nbsp;" for line in text.split("\n")]
    body = "\r\n".join(f'<p class="MsoNormal"><span lang=EN-US>{line}<o:p></o:p></span></p>' for line in lines)
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office">\r\n<head><meta charset="utf-8">\r\n</head>\r\n'
        f"<body lang=EN-US>\r\n<div>\r\n{body}\r\n</div>\r\n</body></html>\r\n"
    )


def outlook_plain(text):
    """Outlook's plain text: CRLF, every line break doubled, a rule before it."""
    return "\r\n" + text.replace("\n", "\r\n\r\n") + "\r\n\r\n"


def outlook_arrow(text):
    """Autocorrect turns -> into an arrow of another font."""
    return text.replace("-> ", "à ")


def etar(text):
    """DAVx5 and Etar: plain text, blanks at line ends."""
    return text.replace("\n", " \n") + "\n"


def nextcloud(text):
    """Nextcloud: CRLF and blank lines at the end."""
    return text.replace("\n", "\r\n") + "\r\n\r\n"


def thunderbird(text):
    """Thunderbird's editor: <br> with a line break in the source, blanks as entities, arrows escaped."""
    return html.escape(text).replace("\n", "<br>\n").replace("&#x27;", "'")


def thunderbird_blocks(text):
    lines = (f"<p>{html.escape(line)}<br></p>" for line in text.split("\n"))
    return "".join(lines)


def divs(text):
    """A web editor with a block for each line."""
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


def quoted_mail(text):
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def bullets(text):
    return "\n".join(f"• {line}" if line else "" for line in text.split("\n"))


def html_list(text):
    return f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in text.split(chr(10)))}</ul>"


def wide_colons(text):
    return text.replace(":", "：")


def french_colons(text):
    return re.sub(r"^([^:\n]{1,40}):", "\\1\u202f:", text, flags=re.MULTILINE).replace(" ", "\xa0")


def shouting(text):
    """Labels in capitals."""
    return "\n".join(re.sub(r"^([^:\n]{1,40}):", lambda m: m[0].upper(), line) for line in text.split("\n"))


def bare_cr(text):
    return text.replace("\n", "\r")


def separators(text):
    return text.replace("\n", "\u2028")


def zero_width(text):
    return "\ufeff" + text.replace(" ", "\u200b ")


def bold_labels(text):
    lines = (re.sub(r"^([^:]{1,40}:)", r"<b>\1</b>", html.escape(line, quote=False)) for line in text.split("\n"))
    return "<br />".join(lines)


def linked(text):
    """Addresses become links."""
    return re.sub(r"([\w.]+@[\w.]+)", r"\1<mailto:\1>", text)


GARBLERS = [
    plain,
    google_web,
    google_blocks,
    ios,
    outlook,
    outlook_plain,
    outlook_arrow,
    etar,
    nextcloud,
    thunderbird,
    thunderbird_blocks,
    divs,
    quoted_mail,
    bullets,
    html_list,
    wide_colons,
    french_colons,
    shouting,
    bare_cr,
    separators,
    zero_width,
    bold_labels,
    linked,
]
