"""The server of the benchmarks: nginx on loopback with constant answers (nginx.conf.in, answers.conf)."""

import os
import socket
import subprocess

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
        self.plain, self.tls, self.logged = free_ports(3)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", f"{folder}/key.pem", "-out", self.certificate()], check=True, stderr=subprocess.DEVNULL)
        words = {"DIR": folder, "PROCESSES": len(cores), "PLAIN": self.plain, "TLS": self.tls, "LOGGED": self.logged}
        for source, name in (("nginx.conf.in", "nginx.conf"), ("answers.conf", "answers.conf")):
            with open(f"{HERE}/{source}", encoding="utf-8") as file:
                text = file.read()
            for word, value in words.items():
                text = text.replace(f"@{word}@", str(value))
            with open(f"{folder}/{name}", "w", encoding="utf-8") as out:
                out.write(text)
        subprocess.run(["taskset", "-c", ",".join(map(str, cores)), "nginx", "-c", f"{folder}/nginx.conf"],
                       check=True, stderr=subprocess.DEVNULL)

    def stop(self):
        with open(f"{self.dir}/nginx.pid", encoding="ascii") as pid:
            os.kill(int(pid.read()), 15)

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
