# Makes the job a service, the only one that systemd starts, and becomes systemd.
cat > /etc/systemd/system/lab-job.service <<'END'
[Unit]
Description=The job of the lab
DefaultDependencies=no
[Service]
Type=oneshot
Environment=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb
ExecStart=/bin/sh -c 'sh /lab/job.sh > /lab/job.log 2>&1 < /dev/null; echo $? > /lab/exit-code; sync; echo "lab: done" > /dev/console; echo o > /proc/sysrq-trigger; sleep 60'
END
# What is written in there is gone with the guest, but generators would start what the machine has.
mkdir -p /run/systemd/system
exec /lib/systemd/systemd --unit=lab-job.service --show-status=no --log-target=null
