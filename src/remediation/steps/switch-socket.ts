import { z } from 'zod';

// /run/openvswitch/ovs-vswitchd.4711.ctl
const SOCKET = /^(?:\/[\w.@+:-]+)*\/(?:ovs-)?vswitchd(?:\.\d+)?\.ctl$/;
const UPWARDS = /\/\.\.?\//;

/**
 * The management socket of an ovs-vswitchd. It has the process id in its name unless `--unixctl` says otherwise, so that
 * a step which was planned for one process is not carried out on the next.
 */
export const switchSocket = z
  .string()
  .max(400)
  .regex(SOCKET, 'expected the path of a management socket such as /run/openvswitch/ovs-vswitchd.4711.ctl')
  .refine((path) => !UPWARDS.test(path), 'expected a path without . and ..');
