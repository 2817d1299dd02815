import { createDevice, type Device, subjectOf } from '../model/device.ts';

/** A device that is gone is remembered this long: it may turn up in another namespace with the next notification. */
const REMEMBERED_MS = 10_000;
const MAX_REMEMBERED = 1000;

/** Notices that a device that came into one namespace is the one that has just gone from another. */
export type Moves = {
  /** @returns those of the devices that came which were somewhere else before, saying where */
  readonly mark: (lost: readonly Device[], came: readonly Device[], now: number) => readonly Device[];
};

export function createMoves(): Moves {
  let gone: { readonly device: Device; readonly at: number }[] = [];

  const originOf = (device: Device): Device | undefined => {
    const index = gone.findLastIndex((one) => isSameDevice(one.device, device));
    return index < 0 ? undefined : gone.splice(index, 1)[0]?.device;
  };

  return {
    mark: (lost, came, now) => {
      const still = gone.filter(({ at }) => now - at <= REMEMBERED_MS);
      gone = [...still, ...lost.map((device) => ({ device, at: now }))].slice(-MAX_REMEMBERED);
      return came.flatMap((device) => {
        const origin = originOf(device);
        return origin === undefined ? [] : createDevice({ ...device, movedFrom: subjectOf(origin) }, device);
      });
    },
  };
}

// Not 00:00:00:00:00:00, 0.0.0.0 or ::, which every namespace has of its own.
const ADDRESS = /[1-9a-f]/;

/** A device takes its address along when it moves, and its number unless another device has it there (ip-link(8), `netns`). */
function isSameDevice(gone: Device, device: Device): boolean {
  return (
    gone.netns !== device.netns &&
    gone.kind === device.kind &&
    gone.ifindex === device.ifindex &&
    gone.address === device.address &&
    ADDRESS.test(device.address ?? '')
  );
}
