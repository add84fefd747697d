"""The vault's bench measures what it says, each act beside the bare primitive it stands on."""

from waystation.foundation.vault import bench


def test_every_act_is_measured_beside_the_bare_primitive(db, monkeypatch):
    monkeypatch.setattr(bench, "ROUNDS", 1)
    monkeypatch.setattr(bench._beside, "__kwdefaults__", {"times": 3})
    measured = bench.run()
    assert {"wrap_a_key", "open_a_grant", "read_a_row", "seal_a_file_chunk", "passphrase"} <= measured.keys()
    acts = [figures for figures in measured.values() if isinstance(figures, dict)]
    assert all(figures["us"] > 0 and figures["bare_us"] > 0 for figures in acts)
