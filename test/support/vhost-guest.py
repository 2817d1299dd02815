"""
A guest's end of a vhost-user socket (https://qemu-project.gitlab.io/qemu/interop/vhost-user.html), as far as it takes for
the switch to count it as connected: waits for the switch, gives it memory and a pair of rings, and stays until it is ended.
"""

import array
import os
import socket
import struct
import sys

GET_FEATURES, SET_FEATURES, SET_OWNER, SET_MEM_TABLE = 1, 2, 3, 5
SET_VRING_NUM, SET_VRING_ADDR, SET_VRING_BASE, SET_VRING_KICK, SET_VRING_CALL = 8, 9, 10, 12, 13
VIRTIO_F_VERSION_1 = 1 << 32
MEMORY, RING_SPACE, ENTRIES, ADDRESS = 1 << 24, 0x10000, 256, 0x10000000

server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
print("listening", flush=True)
switch, _ = server.accept()
kept = []


def send(request, payload=b"", descriptor=None):
    message = struct.pack("<III", request, 1, len(payload)) + payload
    ancillary = []
    if descriptor is not None:
        kept.append(descriptor)
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
    switch.sendmsg([message], ancillary)


send(GET_FEATURES)
switch.recv(20)
send(SET_OWNER)
send(SET_FEATURES, struct.pack("<Q", VIRTIO_F_VERSION_1))
memory = os.memfd_create("guest")
os.ftruncate(memory, MEMORY)
send(SET_MEM_TABLE, struct.pack("<IIQQQQ", 1, 0, 0, MEMORY, ADDRESS, 0), memory)
for ring in (0, 1):
    at = ADDRESS + ring * RING_SPACE
    send(SET_VRING_NUM, struct.pack("<II", ring, ENTRIES))
    send(SET_VRING_BASE, struct.pack("<II", ring, 0))
    send(SET_VRING_ADDR, struct.pack("<IIQQQQ", ring, 0, at, at + 0x2000, at + 0x1000, 0))
    send(SET_VRING_CALL, struct.pack("<Q", ring), os.eventfd(0))
    send(SET_VRING_KICK, struct.pack("<Q", ring), os.eventfd(0))
while switch.recv(4096):
    pass
