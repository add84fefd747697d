"""The mail server's address is read once, and nothing travels unencrypted beyond this machine."""

import pytest

from waystation.site.post import MailServerUnknown, mail_server


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail.example.org", 587, True, False),
        ("smtp://mail.example.org:2525", 2525, True, False),
        ("smtps://a%40b:p%2Fw@mail.example.org", 465, False, True),
        ("smtp://127.0.0.1:25", 25, False, False),
    ],
)
def test_mail_leaves_this_machine_encrypted(url, port, starttls, tls):
    server = mail_server(url)
    assert (server.port, server.starttls, server.tls) == (port, starttls, tls)
    assert server.backend.endswith("QuietBackend")


def test_a_password_is_read_and_never_shown():
    server = mail_server("smtps://a%40b:p%2Fw@mail.example.org")
    assert (server.user, server.password) == ("a@b", "p/w")
    assert "p/w" not in repr(server)


def test_without_a_mail_server_notices_are_dropped():
    assert mail_server("").backend.endswith("dummy.EmailBackend")


@pytest.mark.parametrize("url", ["http://mail.example.org", "smtp:", "mail.example.org"])
def test_an_address_that_means_nothing_is_refused(url):
    with pytest.raises(MailServerUnknown):
        mail_server(url)
