export const configErrors = {};
