"""The server of the benchmarks: nginx on loopback with constant answers (nginx.conf.in, answers.conf)."""

import os
import signal
import socket
import subprocess
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Nginx:
    """nginx from a folder of its own on the given cores, with a worker process for each. Two ports, plain and TLS, log
    nothing; a third logs the length of each request."""

    def __init__(self, folder, cores):
        self.dir = folder
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", f"{folder}/key.pem", "-out", self.certificate()], check=True, stderr=subprocess.DEVNULL)
        for _ in range(5):  # a port that was free may be taken by somebody's connection meanwhile
            self.start(cores)
            if self.answers():
                return
            self.stop()
        raise RuntimeError("nginx does not answer")

    def start(self, cores):
        self.plain, self.tls, self.logged = free_ports(3)
        words = {"DIR": self.dir, "PROCESSES": len(cores), "PLAIN": self.plain, "TLS": self.tls, "LOGGED": self.logged}
        for source, name in (("nginx.conf.in", "nginx.conf"), ("answers.conf", "answers.conf")):
            with open(f"{HERE}/{source}", encoding="utf-8") as file:
                text = file.read()
            for word, value in words.items():
                text = text.replace(f"@{word}@", str(value))
            with open(f"{self.dir}/{name}", "w", encoding="utf-8") as out:
                out.write(text)
        # In the foreground and in a session of its own, so that all of it can be ended for certain.
        self.process = subprocess.Popen(
            ["taskset", "-c", ",".join(map(str, cores)), "nginx", "-g", "daemon off;", "-c", f"{self.dir}/nginx.conf"],
            stderr=subprocess.DEVNULL, start_new_session=True)

    def answers(self):
        for _ in range(500):
            try:
                with urllib.request.urlopen(f"{self.origin()}/plain", timeout=10):
                    return self.process.poll() is None
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        return False

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def certificate(self):
        return f"{self.dir}/cert.pem"

    def origin(self, tls=False):
        return f"https://127.0.0.1:{self.tls}" if tls else f"http://127.0.0.1:{self.plain}"

    def logged_origin(self):
        return f"http://127.0.0.1:{self.logged}"

    def take_log(self):
        """How many requests were logged since the last call, and their mean length in bytes."""
        path = f"{self.dir}/access.log"
        with open(path, encoding="ascii") as log:
            lengths = [int(line) for line in log]
        os.truncate(path, 0)
        return len(lengths), sum(lengths) / len(lengths) if lengths else 0
