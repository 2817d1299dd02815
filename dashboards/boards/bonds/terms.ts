export const BOND = 'bond=~"$bond"';
export const SLAVE = '{{netns}} {{bond}} {{slave}}';
export const OVS = 'bond=~"$ovsbond"';
