"""A second client, by plain requests: what the user's phone does. Shares no code with followcal."""

from __future__ import annotations

import base64
import html
import http.client
import re
from urllib.parse import urlsplit

MKCALENDAR = """<?xml version="1.0" encoding="utf-8"?>
<c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop>
<displayname>{name}</displayname></prop></set></c:mkcalendar>"""
QUERY = b"""<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/><c:calendar-data/></prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter></c:filter>
</c:calendar-query>"""


class Plain:
    """Plain requests to one calendar."""

    def __init__(self, url, called="Follow-ups", username="alice", password="secretpw"):
        self.url = url
        self.called = called
        self._parts = urlsplit(url)
        self._sign_in = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()

    def send(self, method, name="", body=None, **headers):
        connection = http.client.HTTPConnection(self._parts.hostname, self._parts.port, timeout=30)
        try:
            sent = {"Authorization": self._sign_in, **{key.replace("_", "-"): value for key, value in headers.items()}}
            connection.request(method, self._parts.path + name, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def make_calendar(self):
        body = MKCALENDAR.format(name=self.called).encode()
        status, text, _ = self.send("MKCALENDAR", body=body, Content_Type="application/xml; charset=utf-8")
        assert status == 201, (status, text)

    def remove_calendar(self):
        self.send("DELETE")

    def names(self):
        body = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        status, text, _ = self.send("PROPFIND", body=body, Depth="1", Content_Type="application/xml; charset=utf-8")
        assert status == 207, (status, text)
        hrefs = re.findall(rb"<(?:\w+:)?href[^>]*>([^<]*)</", text)
        return sorted({href.decode().rpartition("/")[2] for href in hrefs} - {""})

    def get(self, name):
        status, body, _ = self.send("GET", name)
        assert status in (200, 404, 410), (status, body)
        return body if status == 200 else None

    def put(self, name, data):
        status, body, _ = self.send("PUT", name, data, Content_Type="text/calendar; charset=utf-8")
        assert status in (200, 201, 204), (status, body)

    def delete(self, name):
        status, body, _ = self.send("DELETE", name)
        assert status in (200, 204), (status, body)

    def queried(self):
        """Return all events, by one request: in the spelling of XML."""
        status, text, _ = self.send("REPORT", body=QUERY, Depth="1", Content_Type="application/xml; charset=utf-8")
        assert status == 207, (status, text)
        found = {}
        for part in re.split(r"</(?:\w+:)?response>", text.decode()):
            href = re.search(r"<(?:\w+:)?href[^>]*>([^<]*)</", part)
            data = re.search(r"calendar-data[^>]*>(?:<!\[CDATA\[)?(BEGIN:.*?)(?:\]\]>)?</", part, re.DOTALL)
            if href and data:
                found[href[1].rpartition("/")[2]] = html.unescape(data[1]).encode()
        return found

    def all(self):
        return {name: self.get(name) for name in self.names()}
