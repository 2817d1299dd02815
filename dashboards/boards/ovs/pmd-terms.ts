export const CORE = 'core {{core}}';
