/** Said in place of a figure that there is none of: a feature that the host lacks and a collector that failed look the same here. */
export const NOTHING = 'none here, or not known';
