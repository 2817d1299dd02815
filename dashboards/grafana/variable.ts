/** A variable that Grafana fills in, of the dashboard or of the clicked cell: `${datasource}`. */
export function variable(name: string): string {
  return `\${${name}}`;
}
