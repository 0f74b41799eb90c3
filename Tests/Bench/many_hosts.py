"""What a thousand hosts cost while nobody touches a key: CPU and memory of the engine and of one front at 120x40, each by itself."""
import argparse, json, os, select, shutil, socket, subprocess, tempfile, time

import tui_bench

HOSTS = 1000
# Name, a host's lines, seconds until all is settled (alarms of dead gateways are at their worst after six intervals), goals: CPU % of the
# engine and of the front, RSS in MiB of both (None where there is none).
SITES = [
    ("1,000 dead gateways at 10 s", 'collector = "openvpn"\nendpoint = "127.0.0.1:{port}"\ninterval = "10s"\n', 75, (3, 2, None)),
    ("1,000 local hosts at 5 s", 'collector = "local"\ninterval = "5s"\n', 20, (5, 3, 120)),
]


def cpu(process):
    """Nanoseconds on a processor, of all threads that are and were."""
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    ticks = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    exact = 0
    for task in os.listdir(f"/proc/{process}/task"):
        try:
            with open(f"/proc/{process}/task/{task}/schedstat") as file:
                exact += int(file.read().split()[0])
        except OSError:
            pass
    return ticks, exact / 1e9


def resident(process):
    with open(f"/proc/{process}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))


def measure(binary, lines, warm, steady, folder):
    site = os.path.join(folder, "warte.toml")
    with open(site, "w") as file:
        file.write('site = "Bench"\n')
        # Ports from which no connection is made: one that connects to itself would look like an answer.
        for number in range(HOSTS):
            file.write(f'[[host]]\nname = "host-{number}"\n' + lines.format(port=10000 + number))
    own = dict(os.environ, XDG_RUNTIME_DIR=folder, XDG_STATE_HOME=os.path.join(folder, "state"), XDG_CONFIG_HOME=folder, LC_ALL="C.UTF-8")
    engine = subprocess.Popen([os.path.join(binary, "warted"), "--config", site], env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(2)
        settings = argparse.Namespace(rows=40, cols=120, term="xterm-256color", env=[f"{key}={own[key]}" for key in own if key.startswith("XDG_")], stderr=None, cwd=None, no_answer=False, quit="q", quit_wait=1)
        front = tui_bench.Term(settings, [os.path.join(binary, "warte")])
        front.keep = front.live_screen = False
        front.run(warm)
        (e0, f0, t0, bytes0) = (cpu(engine.pid), cpu(front.pid), time.monotonic(), front.total)
        front.run(steady)
        (e1, f1, t1) = (cpu(engine.pid), cpu(front.pid), time.monotonic())
        # Threads of the pool may end and take their figures along; ticks are coarse. The larger of both is never too little.
        used = [max(b[0] - a[0], b[1] - a[1]) / (t1 - t0) * 100 for a, b in ((e0, e1), (f0, f1))]
        figures = used + [resident(engine.pid), resident(front.pid), (front.total - bytes0) / (t1 - t0)]
        front.stop()
        return figures
    finally:
        engine.terminate()
        engine.wait()


def call(path, method, parameters="{}", more="false"):
    caller = socket.socket(socket.AF_UNIX)
    caller.connect(path)
    caller.sendall(f'{{"method":"{method}","parameters":{parameters},"more":{more}}}'.encode() + b"\0")
    return caller


def answer(path, method):
    with call(path, method) as caller:
        said = b""
        while not said.endswith(b"\0"):
            said += caller.recv(1 << 20)
        return json.loads(said[:-1])["parameters"]


def lost(binary, folder):
    """Bytes to each of two fronts from the moment in which the hosts, one system in 1,000 names, cannot be read any more, until all are critical."""
    root, site, path = [os.path.join(folder, name) for name in ("r", "warte.toml", "warte/engine.sock")]
    os.makedirs(root + "/proc")
    for name in ("stat", "meminfo"):
        shutil.copy("/proc/" + name, root + "/proc/" + name)
    with open(site, "w") as file:
        for number in range(HOSTS):
            file.write(f'[[host]]\nname = "host-{number}"\ncollector = "local"\nroot = "{root}"\ninterval = "1s"\n')
    own = dict(os.environ, XDG_RUNTIME_DIR=folder, XDG_STATE_HOME=os.path.join(folder, "state"), XDG_CONFIG_HOME=folder, LC_ALL="C.UTF-8")
    engine = subprocess.Popen([os.path.join(binary, "warted"), "--config", site], env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while not os.path.exists(path) and time.monotonic() < end:
            time.sleep(0.1)
        fronts = [call(path, "org.warte.engine.Attach", json.dumps({"oldest": 1, "newest": 1000}), "true") for _ in range(2)]
        told = [0, 0]

        def read(seconds):
            until = time.monotonic() + seconds
            while (rest := until - time.monotonic()) > 0:
                for front in select.select(fronts, [], [], rest)[0]:
                    told[fronts.index(front)] += len(front.recv(1 << 20))

        read(10)
        before, start = list(told), time.monotonic()
        shutil.rmtree(root)
        critical = 0
        while critical < HOSTS and time.monotonic() < start + 120:
            read(2)
            critical = sum(alarm["severity"] == "critical" for alarm in answer(path, "org.warte.engine.ListAlarms")["alarms"] if alarm["rule"] == "no_data")
        return [(after - first) / 1e6 for after, first in zip(told, before)], critical, time.monotonic() - start
    finally:
        engine.terminate()
        engine.wait()


def run(binary, quick):
    print("| 1,000 hosts | CPU % engine (goal) | CPU % front (goal) | RSS MiB engine | RSS MiB front | goal of both | bytes/s to the terminal |")
    print("|---|---|---|---|---|---|---|")
    for name, lines, warm, (engine, front, memory) in SITES:
        with tempfile.TemporaryDirectory(prefix="warte-bench-") as folder:
            got = measure(binary, lines, 10 if quick else warm, 5 if quick else 30, folder)
        print(f"| {name} | {got[0]:.1f} ({engine}) | {got[1]:.1f} ({front}) | {got[2]:.0f} | {got[3]:.0f} | {memory or '--'} | {got[4]:.0f} |", flush=True)
    # The path is in every failure: one as long as an address.
    with tempfile.TemporaryDirectory(prefix="w") as folder:
        (first, second), critical, seconds = lost(binary, folder)
    print(f"1,000 hosts lost within a second: {first:.2f} and {second:.2f} MB to two fronts (goal 2) in the {seconds:.0f} s until {critical} are critical", flush=True)
