# Runs as the guest's process 1, on its final root: the rest of a machine's start, the job, and the end.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /run
mkdir -p /run/lock
mkdir -p /dev/hugepages
mount -t hugetlbfs hugetlbfs /dev/hugepages
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t debugfs debugfs /sys/kernel/debug
echo guest > /proc/sys/kernel/hostname
mkdir /dev/virtio-ports
for port in /sys/class/virtio-ports/*; do ln -s "../${port##*/}" "/dev/virtio-ports/$(cat "$port/name")"; done
ip link set lo up
# A program that opens /dev/net/tun would have it loaded elsewhere.
modprobe tun
while read -r module; do modprobe "$module"; done < /lab/drivers
# "52:54:00:00:00:03 pf0": names that do not depend on which driver was first. Some drivers come a moment later.
name_nics() {
  while read -r wanted name; do
    for device in /sys/class/net/*; do
      # One that is just being named is nowhere for a moment.
      read -r address 2> /dev/null < "$device/address" || continue
      if [ "$address" = "$wanted" ]; then echo "link set ${device##*/} name $name"; fi
    done
  done < /lab/nics
}
until [ "$(name_nics | wc -l)" = "$(wc -l < /lab/nics)" ]; do sleep 0.1; done
name_nics | ip -batch -
echo 'lab: ready'
# In a guest whose process 1 is systemd, that runs the job.
if [ -e /lab/systemd.sh ]; then . /lab/systemd.sh; fi
setsid -w sh /lab/job.sh > /lab/job.log 2>&1 < /dev/null
echo $? > /lab/exit-code
sync
echo 'lab: done'
# Waits until that is written: the kernel's last words would come in between.
stty -F /dev/ttyS0 sane
echo o > /proc/sysrq-trigger
sleep 60
