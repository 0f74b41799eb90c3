"""What it costs to ask SNMP agents: Warte's collector beside net-snmp's own asynchronous client, which asks the same questions.

One snmpd on loopback is fifty agents, and some are a thousand: so many questions at once find no room at one. A relay before one hears what Warte
asks in one round of polls (every twelfth asks for all there is), and netsnmp-client asks just that. The agents' own counters say whether both
asked as much. Figures are of the one process that asks.
"""
import os, resource, shutil, socket, subprocess, sys, tempfile, threading, time

AGENTS, ROUND, MANY, SOME = 50, 12, 1000, 10


def port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def parts(data, at=0):
    """The elements of BER behind one another: tag and content."""
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        yield tag, data[at : at + length]
        at += length


def name(content):
    numbers, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    return ".".join(str(number) for number in [numbers[0] // 40, numbers[0] % 40] + numbers[1:])


def question(datagram):
    """A request of version 2c as netsnmp-client reads it."""
    (_, message), = parts(datagram)
    _, _, (command, pdu) = parts(message)
    _, _, (_, repetitions), (_, variables) = parts(pdu)
    names = " ".join(name(next(parts(variable))[1]) for _, variable in parts(variables))
    return f"bulk {int.from_bytes(repetitions, 'big')} {names}" if command == 0xA5 else f"get {names}"


class Relay:
    def __init__(self, real):
        self.questions, self.real = [], real
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.bind(("127.0.0.1", 0))
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        back.connect(("127.0.0.1", self.real))
        while True:
            asked, client = self.front.recvfrom(65536)
            self.questions.append(question(asked))
            back.send(asked)
            self.front.sendto(back.recv(65536), client)


def counters(ports):
    """snmpInPkts and snmpInTotalReqVars of the agents together."""
    return [sum(column) for column in zip(*map(counters_of_one, ports))]


def counters_of_one(real):
    tlv = lambda tag, content: bytes([tag, len(content)]) + content
    names = [b"\x2b\x06\x01\x02\x01\x0b\x01\x00", b"\x2b\x06\x01\x02\x01\x0b\x0d\x00"]
    variables = tlv(0x30, b"".join(tlv(0x30, tlv(6, each) + tlv(5, b"")) for each in names))
    pdu = tlv(0xA0, tlv(2, b"\x01") + tlv(2, b"\x00") + tlv(2, b"\x00") + variables)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(5)
        asking.sendto(tlv(0x30, tlv(2, b"\x01") + tlv(4, b"bench-community") + pdu), ("127.0.0.1", real))
        (_, message), = parts(asking.recv(65536))
    *_, (_, variables) = parts(list(parts(message))[2][1])
    return [int.from_bytes(list(parts(variable))[1][1], "big") for _, variable in parts(variables)]


def serve(folder, real, own=()):
    """A snmpd, also for users of the numbers `own`, each with passphrases of its own; they are the secrets in the folder."""
    os.makedirs(os.path.join(folder, f"state-{real}"))
    users = "".join(f'rouser watch-{number} authpriv\ncreateUser watch-{number} SHA-256 "bench-password-{number}" AES "bench-privacy-{number}"\n' for number in own)
    files = {
        f"snmpd-{real}.conf": f"agentaddress udp:127.0.0.1:{real}\nrocommunity bench-community 127.0.0.1\nrouser watch authpriv\n"
        f'createUser watch SHA-256 "bench-password" AES "bench-privacy"\n{users}',
        "community": "bench-community\n", "password": "bench-password\n", "privacy": "bench-privacy\n",
    }
    for number in own:
        files |= {f"password-{number}": f"bench-password-{number}\n", f"privacy-{number}": f"bench-privacy-{number}\n"}
    for path, text in files.items():
        with open(os.path.join(folder, path), "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)
    state = f"{folder}/state-{real}"
    environment = dict(os.environ, SNMP_PERSISTENT_DIR=state, SNMPCONFPATH=state, MIBS="")
    agent = subprocess.Popen(
        [shutil.which("snmpd") or "/usr/sbin/snmpd", "-f", "-c", f"{folder}/snmpd-{real}.conf", "-LF", "0", f"{folder}/log", "-I", "-smux"], env=environment)
    for _ in range(300):
        try:
            counters_of_one(real)
            return agent
        except OSError:
            time.sleep(0.1)
    agent.kill()
    sys.exit("snmpd does not answer")


def at(ports, kind=""):
    return ",".join(f"{kind}127.0.0.1:{number}" for number in ports)


def warte(binary, folder, address, version, agents, polls, ports):
    """CPU seconds, and what the agents were asked."""
    asking = subprocess.Popen(
        [os.path.join(binary, "warte-bench"), "agents", address, version, str(agents), str(polls), folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    asking.stdout.readline()
    before = counters(ports)
    asking.stdin.write("\n")
    asking.stdin.close()
    seconds, failures = asking.stdout.read().split()
    asking.wait()
    return float(seconds), int(failures), [after - early for after, early in zip(counters(ports), before)]


def many(binary, folder, real, version, has_silent, seconds):
    """MANY agents at 1 s; every other one may be where datagrams go in and nothing comes back."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        addresses = [f"127.0.0.1:{number}" for number in (real, nobody.getsockname()[1] if has_silent else real)]
        said = subprocess.run([os.path.join(binary, "warte-bench"), "silent-agents", *addresses, version, str(MANY), str(seconds), folder], capture_output=True, text=True, check=True)
    good, bad, took = said.stdout.split()
    return int(good) / seconds, int(bad) / seconds, float(took)


def client(binary, ports, version, agents, rounds, questions):
    before = counters(ports)
    done = subprocess.run([os.path.join(binary, "netsnmp-client"), at(ports, "udp:"), version, str(agents), str(rounds)], input="\n".join(questions) + "\n", capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"netsnmp-client: {done.stderr}")
    seconds, _, _, failures = done.stdout.split()
    return float(seconds), int(failures), [after - early for after, early in zip(counters(ports), before)]


def compare(binary, folder, ports, version, agents, rounds, questions):
    took = []
    for who, measure in [
        ("warte", lambda: warte(binary, folder, at(ports), version, agents, rounds * ROUND, ports)),
        ("net-snmp's asynchronous client", lambda: client(binary, ports, version, agents, rounds, questions)),
    ]:
        best = min((measure() for _ in range(3)), key=lambda got: got[0])
        polls = agents * rounds * ROUND
        took.append(best[0])
        failed = f", {best[1]} FAILED" if best[1] else ""
        print(f"| {who}, {agents} agents, version {version}{failed} | {best[0] / polls * 1000:.4f} s | {best[2][0] / polls:.2f}, {best[2][1] / polls:.2f} |", flush=True)
    print(f"| of that | {took[0] / took[1]:.2f} times | |", flush=True)


def own_keys(binary, folder, ports, other):
    """Seconds until MANY agents with passphrases of their own have answered for the first time, how many have not, and how long another waited."""
    said = subprocess.run([os.path.join(binary, "warte-bench"), "agents-with-own-keys", at(ports), at([other]), str(MANY), folder], capture_output=True, text=True, check=True)
    took, bad, longest = said.stdout.split()
    return float(took), int(bad), float(longest)


def run(binary, quick):
    if not (shutil.which("snmpd") or os.path.exists("/usr/sbin/snmpd")):
        print("snmpd is not installed")
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    rounds = 2 if quick else 10
    agents = []
    with tempfile.TemporaryDirectory(prefix="warte-snmp-") as folder:
        try:
            real = port()
            agents.append(serve(folder, real))
            relay = Relay(real)
            heard = f"127.0.0.1:{relay.front.getsockname()[1]}"
            warte(binary, folder, heard, "2c", 1, 0, [real])
            first = len(relay.questions)
            relay.questions.clear()
            warte(binary, folder, heard, "2c", 1, ROUND, [real])
            questions = relay.questions[first:]
            print(f"| {len(questions)} questions in {ROUND} polls | CPU for 1,000 polls | packets, variables a poll |\n|---|---|---|")
            for version in ("2c", "3"):
                compare(binary, folder, [real], version, AGENTS, rounds, questions)
            some = []
            for number in range(SOME):
                some.append(port())
                agents.append(serve(folder, some[-1], range(number, MANY, SOME)))
            compare(binary, folder, some, "3", MANY, 1, questions)
            seconds = 10 if quick else 30
            for version, has_silent in (("2c", True), ("3", False), ("3", True)):
                good, bad, took = many(binary, folder, real, version, has_silent, seconds)
                who = f"{MANY} agents at 1 s, version {version}, {MANY // 2 if has_silent else 'none'} of them silent"
                print(f"| {who} | {took / max(good * seconds, 1) * 1000:.4f} s | {good:.0f} answers and {bad:.0f} failures a second |", flush=True)
            took, bad, longest = own_keys(binary, folder, some, real)
            print(f"| {MANY} agents with passphrases of their own, asked for the first time at once | | all in {took:.1f} s, {bad} failed, another waited {longest:.0f} ms at most |", flush=True)
        finally:
            for agent in agents:
                agent.terminate()
                agent.wait()
