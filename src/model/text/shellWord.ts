/** URLs come from configurations and registries, and can hold shell syntax, or what `inertText` breaks by a blank. */
export const shellWord = (text: string): string =>
  /^(?!.*::)[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
