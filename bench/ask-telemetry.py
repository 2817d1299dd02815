"""Asks a DPDK telemetry socket each of the commands given, over one connection, as DPDK's own dpdk-telemetry.py does."""

import json
import socket
import sys

path, *commands = sys.argv[1:]
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
    connection.connect(path)
    limit = json.loads(connection.recv(1024))["max_output_len"]
    for command in commands:
        connection.send(command.encode())
        print(connection.recv(limit).decode())
