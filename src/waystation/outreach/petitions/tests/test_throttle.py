"""Floods are noticed without keeping an address, and refuse nobody."""

from waystation.foundation.kernel import floods
from waystation.outreach.petitions.front import throttle
from waystation.outreach.petitions.rules import signing


def test_a_flood_from_one_network_is_set_aside_and_forgotten(monkeypatch):
    monkeypatch.setattr(throttle, "_networks", floods.Window())
    found = [
        throttle.suspicion(f"203.0.113.{number}", "gmail.com")
        for number in range(throttle.MOST_FROM_NETWORK + 1)
    ]
    assert found == [signing.NONE] * throttle.MOST_FROM_NETWORK + [signing.FLOOD]
    assert throttle.suspicion("198.51.100.1", "gmail.com") == signing.NONE
    assert not any(b"203" in tag for tag in throttle._networks._counts)


def test_several_fronts_let_no_more_of_a_flood_pass_than_one(monkeypatch, settings):
    settings.FRONTS = 2
    passed = 0
    for _front in range(settings.FRONTS):  # each remembers for itself
        monkeypatch.setattr(throttle, "_networks", floods.Window())
        passed += [throttle.suspicion("203.0.113.1", "gmail.com") for _signer in range(100)].count(
            signing.NONE
        )
    assert passed == throttle.MOST_FROM_NETWORK


def test_a_burst_from_one_uncommon_domain_is_set_aside(monkeypatch):
    monkeypatch.setattr(throttle, "_domains", floods.Window())
    found = {throttle.suspicion("127.0.0.1", "odd.example") for _ in range(throttle.MOST_FROM_DOMAIN + 1)}
    assert found == {signing.NONE, signing.BURST}
    assert throttle.suspicion("127.0.0.1", "mail.ru") == signing.NONE
