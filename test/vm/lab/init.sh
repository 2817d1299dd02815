#!/bin/busybox sh
# The guest's first program: makes its root out of the machine's, which is shared read-only, and goes on in there.
set -e
/bin/busybox --install -s /bin
export PATH=/bin
echo 'lab: init'
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
trap 'echo "lab: the guest could not be set up"; poweroff -f' EXIT
for module in /modules/*; do insmod "$module"; done

share() { mount -t 9p -o "trans=virtio,version=9p2000.L,msize=512000,$3" "$1" "$2"; }
share machine /machine ro,cache=loose
share kit /kit ro,cache=loose
mount -t tmpfs -o size=75% tmpfs /written
mkdir /written/files /written/work
mount -t overlay -o lowerdir=/kit/tools:/kit/kernel:/machine,upperdir=/written/files,workdir=/written/work overlay /root
mkdir -p /root/lab
share lab /root/lab rw,cache=none
for directory in proc sys dev; do mount -o move "/$directory" "/root/$directory"; done
exec switch_root /root /bin/sh /lab/start.sh
