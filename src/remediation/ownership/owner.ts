/** Somebody else who sets what an action would set. */
export type Owner = {
  /** `sysctl.d`, `TuneD`, `kube-proxy`, `NetworkManager` … */
  readonly owner: string;
  /** The file that says so, or the process. */
  readonly where: string;
  /** Sets it again while it runs. The others do so when the host boots, or when they are started. */
  readonly insists: boolean;
  /** What it sets, where that is known. */
  readonly value?: string;
  /** What it does, in one line. */
  readonly words: string;
};
