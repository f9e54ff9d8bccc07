// `@OUTPUT(model, variable)` in a text: [model quoted as text, model as a name, variable quoted, variable as a name].

export const outputCall = /@output\(\s*(?:'([^']+)'|([\w."]+))\s*,\s*(?:'([^']+)'|(\w+))\s*\)/gi;
