"""What a thousand exporters cost that are asked every second: Warte's poller beside Prometheus, in the same run, over loopback.

One nginx serves them all, 127.1.x.y for each, with connections that stay open. Figures are of the one process that asks.
"""
import asyncio, json, os, shutil, signal, subprocess, tempfile, threading, time, urllib.request

from many_hosts import cpu, resident, used

TARGETS, SAMPLES, PORT = 1000, 50, 29100


def page():
    value = lambda number: 12.5 + number * 0.37 if number % 2 else 1234567890 + number * 977
    return "".join('vm_metric_%02d{vm="guest000",dev="vda"} %s\n' % (number, value(number)) for number in range(SAMPLES))


def serve(folder):
    os.makedirs(os.path.join(folder, "html"))
    with open(os.path.join(folder, "html", "metrics"), "w") as file:
        file.write(page())
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(os.path.join(folder, "nginx.conf"), "w") as file:
        file.write(
            f"worker_processes 1; pid {folder}/pid; error_log {folder}/errors; daemon off; worker_rlimit_nofile 8192;\n"
            "events { worker_connections 4096; }\n"
            f"http {{ access_log off; keepalive_requests 100000000; keepalive_timeout 3600s; {paths}\n"
            f"server {{ listen 0.0.0.0:{PORT} backlog=4096; default_type text/plain; location = /metrics {{ root {folder}/html; }}\n"
            "location = /count { stub_status; } } }\n"
        )
    os.chmod(folder, 0o755)
    return subprocess.Popen(["nginx", "-c", f"{folder}/nginx.conf", "-e", f"{folder}/errors"])


def keep_silent():
    """On the next port: takes every connection and never says a word."""
    async def hear(reader, writer):
        try:
            while await reader.read(65536):
                pass
        except OSError:
            pass
        writer.close()

    async def serve():
        await (await asyncio.start_server(hear, "0.0.0.0", PORT + 1, backlog=4096)).serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()


def requests():
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/count") as answer:
        return int(answer.read().split()[9])


def measure(command, folder, warm, steady):
    with open(os.path.join(folder, "log"), "w") as log:
        asking = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
    try:
        time.sleep(warm)
        if asking.poll() is not None:
            with open(os.path.join(folder, "log")) as log:
                return "ended: " + log.read()[-300:]
        before, count, start = cpu(asking.pid), requests(), time.monotonic()
        time.sleep(steady)
        after, answered, seconds = cpu(asking.pid), requests() - count - 1, time.monotonic() - start
        spent = used(before, after, seconds) / 100 * seconds
        return f"{answered / seconds:.0f}/s | {spent / max(1, answered) * 1000:.4f} s | {resident(asking.pid):.0f} MiB"
    finally:
        asking.send_signal(signal.SIGTERM)
        try:
            asking.wait(20)
        except subprocess.TimeoutExpired:
            asking.kill()
            asking.wait()


def run(binary, quick):
    if not shutil.which("nginx"):
        print("nginx is not installed")
        return
    warm, steady = (5, 5) if quick else (15, 30)
    with tempfile.TemporaryDirectory(prefix="warte-scrapes-") as folder:
        server = serve(folder)
        try:
            addresses = [f"127.1.{number // 200}.{number % 200 + 1}:{PORT}" for number in range(TARGETS)]
            with open(os.path.join(folder, "targets"), "w") as file:
                file.write("\n".join(addresses) + "\n")
            with open(os.path.join(folder, "prometheus.yml"), "w") as file:
                json.dump({"global": {"scrape_interval": "1s", "scrape_timeout": "1s"}, "scrape_configs": [{"job_name": "bench", "static_configs": [{"targets": addresses}]}]}, file)
            print(f"| {TARGETS} exporters of {SAMPLES} samples at 1 s | asked | CPU for 1,000 answers | RSS |\n|---|---|---|---|")
            programs = [("warte, its poller", [os.path.join(binary, "warte-bench"), "scrape", os.path.join(folder, "targets"), "1"])]
            if shutil.which("prometheus"):
                programs.append(("prometheus", ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data", "--web.listen-address=127.0.0.1:29090", "--log.level=warn"]))
            for name, command in programs:
                print(f"| {name} | {measure(command, folder, warm, steady)} |", flush=True)
            keep_silent()
            with open(os.path.join(folder, "targets"), "w") as file:
                file.write("\n".join(address if number % 2 else address.replace(str(PORT), str(PORT + 1)) for number, address in enumerate(addresses)) + "\n")
            print(f"| warte, {TARGETS // 2} of them silent | {measure(programs[0][1], folder, warm, steady)} |", flush=True)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
