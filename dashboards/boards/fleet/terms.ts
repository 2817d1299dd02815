export const BY = 'by (job, instance) ';
