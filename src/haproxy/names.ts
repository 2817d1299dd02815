/**
 * What HAProxy takes for the name of a proxy or server (`invalid_char` in its src/tools.c): nothing that ends a word of a
 * command.
 */
export const haproxyName = /^[A-Za-z0-9_.:-]{1,256}$/;
