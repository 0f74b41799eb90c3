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
# Name, targets, guests of each, samples of each host, keys: what is looked at.
LARGE = [
    ("1,000 targets of 50 samples, Overview", 1000, 0, 50, ""),
    ("20,000 guests on 20 hosts, Overview", 20, 1000, 4, ""),
    ("20,000 guests on 20 hosts, a host's guests", 20, 1000, 4, "2"),
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


def environment(folder):
    return dict(os.environ, XDG_RUNTIME_DIR=folder, XDG_STATE_HOME=os.path.join(folder, "state"), XDG_CONFIG_HOME=folder, LC_ALL="C.UTF-8")


def start(command, own):
    return subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def beside_a_front(binary, engine, own, warm, steady, keys=""):
    """CPU % of both, RSS in MiB of both and bytes/s to the terminal, with a front attached."""
    settings = argparse.Namespace(rows=40, cols=120, term="xterm-256color", env=[f"{key}={own[key]}" for key in own if key.startswith("XDG_")], stderr=None, cwd=None, no_answer=False, quit="q", quit_wait=1)
    front = tui_bench.Term(settings, [os.path.join(binary, "warte")])
    front.keep = front.live_screen = False
    front.run(warm)
    for key in keys:
        os.write(front.fd, key.encode())
        front.run(1)
    (e0, f0, t0, bytes0) = (cpu(engine.pid), cpu(front.pid), time.monotonic(), front.total)
    front.run(steady)
    (e1, f1, t1) = (cpu(engine.pid), cpu(front.pid), time.monotonic())
    figures = [used(e0, e1, t1 - t0), used(f0, f1, t1 - t0), resident(engine.pid), resident(front.pid), (front.total - bytes0) / (t1 - t0)]
    front.stop()
    return figures


def used(before, after, seconds):
    # Threads of the pool may end and take their figures along; ticks are coarse. The larger of both is never too little.
    return max(after[0] - before[0], after[1] - before[1]) / seconds * 100


def measure(binary, lines, warm, steady, folder):
    site = os.path.join(folder, "warte.toml")
    with open(site, "w") as file:
        file.write('site = "Bench"\n')
        # Ports from which no connection is made: one that connects to itself would look like an answer.
        for number in range(HOSTS):
            file.write(f'[[host]]\nname = "host-{number}"\n' + lines.format(port=10000 + number))
    own = environment(folder)
    engine = start([os.path.join(binary, "warted"), "--config", site], own)
    try:
        time.sleep(2)
        return beside_a_front(binary, engine, own, warm, steady)
    finally:
        engine.terminate()
        engine.wait()


def large(binary, targets, guests, samples, keys, warm, steady, folder):
    """CPU % of poller and engine before anybody looks, then as above, then bytes/s on the link to one more front."""
    own = environment(folder)
    engine = start([os.path.join(binary, "warte-bench"), "serve", folder, str(targets), str(guests), str(samples)], own)
    try:
        time.sleep(warm)
        before, start_time = cpu(engine.pid), time.monotonic()
        time.sleep(steady)
        alone = used(before, cpu(engine.pid), time.monotonic() - start_time)
        figures = beside_a_front(binary, engine, own, warm, steady, keys)
        fronts = Fronts(os.path.join(folder, "warte/engine.sock"), 1)
        fronts.read(5)
        fronts.told = [0]
        fronts.read(steady)
        return [alone] + figures + [fronts.told[0] / steady]
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


class Fronts:
    """Attached without a screen: what each was told, and the first of them in each second."""

    def __init__(self, path, count):
        self.all = [call(path, "org.warte.engine.Attach", json.dumps({"oldest": 1, "newest": 1000}), "true") for _ in range(count)]
        self.told = [0] * count
        self.seconds = {}

    def read(self, seconds):
        until = time.monotonic() + seconds
        while (rest := until - time.monotonic()) > 0:
            for front in select.select(self.all, [], [], rest)[0]:
                number, length = self.all.index(front), len(front.recv(1 << 20))
                self.told[number] += length
                if number == 0:
                    second = int(time.monotonic())
                    self.seconds[second] = self.seconds.get(second, 0) + length


def lost(binary, folder):
    """Bytes to each of two fronts from the moment in which the hosts, one system in 1,000 names, cannot be read any more, until all are critical."""
    root, site, path = [os.path.join(folder, name) for name in ("r", "warte.toml", "warte/engine.sock")]
    os.makedirs(root + "/proc")
    for name in ("stat", "meminfo"):
        shutil.copy("/proc/" + name, root + "/proc/" + name)
    with open(site, "w") as file:
        for number in range(HOSTS):
            file.write(f'[[host]]\nname = "host-{number}"\ncollector = "local"\nroot = "{root}"\ninterval = "1s"\n')
    engine = start([os.path.join(binary, "warted"), "--config", site], environment(folder))
    try:
        end = time.monotonic() + 60
        while not os.path.exists(path) and time.monotonic() < end:
            time.sleep(0.1)
        fronts = Fronts(path, 2)
        fronts.read(10)
        before, begun = list(fronts.told), time.monotonic()
        fronts.seconds = {}
        shutil.rmtree(root)
        critical = 0
        while critical < HOSTS and time.monotonic() < begun + 120:
            fronts.read(2)
            critical = sum(alarm["severity"] == "critical" for alarm in answer(path, "org.warte.engine.ListAlarms")["alarms"] if alarm["rule"] == "no_data")
        told = [(after - first) / 1e6 for after, first in zip(fronts.told, before)]
        return told, critical, time.monotonic() - begun, max(fronts.seconds.values()) / 1e3
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
        (first, second), critical, seconds, worst = lost(binary, folder)
    print(f"1,000 hosts lost within a second: {first:.2f} and {second:.2f} MB to two fronts (goal 2) in the {seconds:.0f} s until {critical} are critical; {worst:.0f} kB in the worst second (goal 200)", flush=True)
    print("| a site at 5 s | CPU % poller and engine | with a front (goal) | CPU % front (goal) | RSS MiB engine (goal) | RSS MiB front | bytes/s to the terminal | bytes/s on the link |")
    print("|---|---|---|---|---|---|---|---|")
    for name, targets, guests, samples, keys in LARGE:
        with tempfile.TemporaryDirectory(prefix="w") as folder:
            got = large(binary, targets, guests, samples, keys, 12, 5 if quick else 30, folder)
        print(f"| {name} | {got[0]:.1f} | {got[1]:.1f} (5) | {got[2]:.1f} (1) | {got[3]:.0f} (80) | {got[4]:.0f} | {got[5]:.0f} | {got[6]:.0f} |", flush=True)
