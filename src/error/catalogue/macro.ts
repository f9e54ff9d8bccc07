export const macroErrors = {};
