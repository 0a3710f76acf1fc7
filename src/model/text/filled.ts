/** A text of a data file in which `{word}` stands for a value. */
export const filled = (text: string, values: Readonly<Record<string, unknown>>): string =>
  text.replace(/\{(\w+)\}/g, (_, word) => String(values[word]))
