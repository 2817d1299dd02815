/** The name of a destination's weight among all settings of the host. @param service as the collector calls it */
export function weightSetting(service: string, destination: string): string {
  return `ipvs ${service} ${destination} weight`;
}
