/** Of a figure that may be 0: `undefined` when it is none, or none that a machine can have. */
export function amount(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Of a figure that is never 0 on a real machine: there 0 is systeminformation's word for unknown. */
export function knownSize(value: number | undefined): number | undefined {
  return value === 0 ? undefined : amount(value);
}

/** Of a text: empty is systeminformation's word for unknown. */
export function knownText(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
