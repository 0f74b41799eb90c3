"""The five scenarios of Tests/Scenarios beside a real Alertmanager, every duration a sixtieth: half an hour takes half a minute.

Its defaults: one group, group_wait 30 s, group_interval 5 min, repeat_interval 4 h; resolved alerts are sent, as its webhook does. It gets
every alert as it fires and resolves, with the severity as a label. One Alertmanager plays all scenarios at once, a route for each.
"""
import http.server, json, os, shutil, subprocess, tempfile, threading, time, urllib.request
from datetime import datetime, timedelta, timezone

FASTER = 60
PORT = int(os.environ.get("WARTE_BENCH_PORT", "19393"))


def configuration(count, receiver):
    routes = "".join(f"  - matchers: ['scenario=\"{number}\"']\n    receiver: r{number}\n" for number in range(count))
    receivers = "".join(f"- name: r{number}\n  webhook_configs: [{{url: '{receiver}/{number}'}}]\n" for number in range(count))
    return (
        "global: {resolve_timeout: 5s}\n"
        f"route:\n  receiver: r0\n  group_wait: {30000 // FASTER}ms\n  group_interval: {300000 // FASTER}ms\n  repeat_interval: {4 * 3600000 // FASTER}ms\n"
        f"  routes:\n{routes}receivers:\n{receivers}"
    )


class Calls(http.server.BaseHTTPRequestHandler):
    calls = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.calls.append((int(self.path.split("/")[-1]), time.monotonic(), body["alerts"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def post(alerts):
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/api/v2/alerts", json.dumps(alerts).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).read()


def play(number, scenario, begin):
    """Everything of one second in one request."""
    seconds = {}
    for second, labels, fires in scenario["steps"]:
        seconds.setdefault(second, []).append((labels, fires))
    active, started = {}, {}
    for second, steps in sorted(seconds.items()):
        time.sleep(max(0, begin + second / FASTER - time.monotonic()))
        now = datetime.now(timezone.utc)
        alerts = []
        for labels, fires in steps:
            key = (labels["alertname"], labels["host"])
            # One alarm has one severity: the other alert of it is over.
            old = active.pop(key, None)
            if old and (not fires or old != labels):
                alerts.append({"labels": dict(old, scenario=str(number)), "startsAt": started[key], "endsAt": now.isoformat()})
            if fires:
                active[key], started[key] = labels, now.isoformat()
                alerts.append({"labels": dict(labels, scenario=str(number)), "startsAt": now.isoformat(), "endsAt": (now + timedelta(hours=1)).isoformat()})
        if alerts:
            post(alerts)


def run(lines):
    """Prints the table; False where there is no Alertmanager."""
    scenarios = [json.loads(line) for line in lines]
    program = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    results = {}
    if program:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Calls)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with tempfile.TemporaryDirectory(prefix="warte-bench-") as folder:
            path = os.path.join(folder, "alertmanager.yml")
            with open(path, "w") as file:
                file.write(configuration(len(scenarios), f"http://127.0.0.1:{server.server_address[1]}"))
            arguments = [f"--config.file={path}", f"--storage.path={folder}/data", f"--web.listen-address=127.0.0.1:{PORT}", "--cluster.listen-address="]
            process = subprocess.Popen([program] + arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                for _ in range(100):
                    try:
                        urllib.request.urlopen(f"http://127.0.0.1:{PORT}/-/ready", timeout=1).read()
                        break
                    except OSError:
                        time.sleep(0.1)
                begin = time.monotonic() + 0.5
                threads = [threading.Thread(target=play, args=(number, scenario, begin)) for number, scenario in enumerate(scenarios)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                time.sleep(max(0, begin + max(scenario["length"] for scenario in scenarios) / FASTER - time.monotonic()))
            finally:
                process.terminate()
                process.wait()
        for number, scenario in enumerate(scenarios):
            calls = [(round((at - begin) * FASTER), alerts) for which, at, alerts in Calls.calls if which == number]
            results[number] = calls
    print("| scenario | Warte: calls | bad news told after, s | Alertmanager: calls | bad news told after, s |")
    print("|---|---|---|---|---|")
    for number, scenario in enumerate(scenarios):
        own = [late for _, _, _, late in scenario["news"]]
        theirs, count = [], "not installed"
        if number in results:
            count = len(results[number])
            for rule, host, at, _ in scenario["news"]:
                told = [when for when, alerts in results[number] if any(a["labels"]["alertname"] == rule and a["labels"]["host"] == host and a["status"] == "firing" for a in alerts)]
                theirs.append(told[0] - at if told else None)
        known = [late for late in theirs if late is not None]
        words = f"{min(known)} to {max(known)}" if known else ""
        if None in theirs:
            words += f", {theirs.count(None)} never"
        print(f"| {scenario['name']} | {len(scenario['warte'])} | {min(own)} to {max(own)} | {count} | {words} |", flush=True)
        if os.environ.get("WARTE_BENCH_DETAIL"):
            print("   ", scenario["warte"], [(when, len(alerts)) for when, alerts in results.get(number, [])])
    return bool(program)
