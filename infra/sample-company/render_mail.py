"""Mails to eml. The parts are written by hand, because the boundary and the ids must not change from build to build."""

import base64
from email.header import Header
from email.utils import getaddresses

DOMAIN = "tarnbeck.example"


def _word(text):
    return text if text.isascii() else Header(text, "utf-8").encode()


def _people(text):
    return ", ".join(f"{_word(name)} <{address}>" if name else address for name, address in getaddresses([text]))


def _encoded(text):
    raw = base64.b64encode(text.replace("\n", "\r\n").encode("utf-8")).decode("ascii")
    return "\r\n".join(raw[i:i + 76] for i in range(0, len(raw), 76))


def _part(kind, text, extra=()):
    lines = [f"Content-Type: {kind}; charset=utf-8", "Content-Transfer-Encoding: base64", *extra, "", _encoded(text)]
    return "\r\n".join(lines)


def render_mail(mail):
    headers = [f"From: {_people(mail['from'])}", f"To: {_people(mail['to'])}"]
    if mail.get("cc"):
        headers.append(f"Cc: {_people(mail['cc'])}")
    headers += [f"Date: {mail['date']}", f"Subject: {_word(mail['subject'])}", f"Message-ID: <{mail['id']}@{DOMAIN}>"]
    if mail.get("reply"):
        headers += [f"In-Reply-To: <{mail['reply']}@{DOMAIN}>", f"References: <{mail['reply']}@{DOMAIN}>"]
    headers.append("MIME-Version: 1.0")
    attachment = mail.get("attachment")
    if not attachment:
        return ("\r\n".join(headers) + "\r\n" + _part("text/plain", mail["body"]) + "\r\n").encode("ascii")
    mark = f"part-{mail['id']}"
    disposition = f'Content-Disposition: attachment; filename="{attachment["name"]}"'
    body = [f'Content-Type: multipart/mixed; boundary="{mark}"', "", f"--{mark}", _part("text/plain", mail["body"]),
            f"--{mark}", _part(attachment["type"], attachment["text"], [disposition]), f"--{mark}--", ""]
    return ("\r\n".join(headers + body)).encode("ascii")
