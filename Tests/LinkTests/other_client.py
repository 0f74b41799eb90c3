"""Another Varlink client, the package "varlink" of PyPI, talks to the engine: other_client.py SOCKET."""

import sys

import varlink

with varlink.Client("unix:" + sys.argv[1]) as client:
    assert sorted(client.get_interfaces()) == ["org.varlink.service", "org.warte.engine"], client.get_interfaces()
    description = client.get_interface("org.warte.engine").get_description()
    # Its own parser has read it; every member is there.
    interface = varlink.Interface(description)
    assert "Acknowledge" in interface.members and "Update" in interface.members, interface.members
    print("interface read:", len(interface.members), "members")

    with client.open("org.warte.engine") as engine:
        alarms = engine.ListAlarms()["alarms"]
        assert [a["id"] for a in alarms] == [17], alarms
        assert alarms[0]["severity"] == "critical" and alarms[0]["evidence"] == ["\x1b[31mraw\x00line"], alarms
        # It has no texts of its own.
        assert alarms[0]["text"] == "5 timeouts in 10 min", alarms
        engine.Acknowledge([17], "seen from Python")
        try:
            engine.Acknowledge([18], None)
            raise AssertionError("alarm 18 was acknowledged")
        except varlink.VarlinkError as e:
            assert e.parameters()["text"] == "no alarm [18]", e
            assert e.error() == "org.warte.engine.NotFound" and e.parameters()["message"]["arguments"] == [{"raw": "no alarm [18]"}], e
        print("acknowledged:", alarms[0]["message"]["arguments"][0]["raw"])

    with client.open("org.warte.engine") as engine:
        updates = engine.Attach(3, 3, _more=True)
        welcome = next(updates)["welcome"]
        assert welcome["protocol"] == 3, welcome
        told = next(updates)
        assert told["sequence"] == 1, told
        first = told["update"]
        assert first["engine"]["version"] == "1.0", first
        print("attached")
