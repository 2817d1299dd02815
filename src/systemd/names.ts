/** The name of a service: what systemd.unit(5) allows, without escapes. Nothing in it can be an option of a program. */
export const serviceName = /^[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,200}\.service$/;
