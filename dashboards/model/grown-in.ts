/**
 * By how much each counter of rare things has grown within a time. `increase` alone knows nothing of the first one: a
 * counter that is not there until something happens begins with 1, and 1 is not more than what was before.
 */
export function grownIn(selector: string, time: string): string {
  return `((${selector} unless ${selector} offset ${time}) or (increase(${selector}[${time}]) and ${selector} offset ${time}))`;
}
