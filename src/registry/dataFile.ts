/**
 * The rows of a data file. A block states once what its rows have in common; a row may override it.
 * The compiler reads JSON as plain strings and numbers, so test/registry/dataFiles.test.ts checks the type of each row.
 */
export const rowsOf = <Row>(blocks: readonly { rows: readonly object[] }[]): Row[] =>
  blocks.flatMap(({ rows, ...common }) => rows.map((row) => ({ ...common, ...row }) as Row))

/** The same for code points, which the files write as their specifications do: `"0x11ec"`. */
export const codePointsOf = <Row extends { value: number }>(
  blocks: readonly { rows: readonly object[] }[],
): Row[] => rowsOf<Row>(blocks).map((row) => ({ ...row, value: Number(row.value) }))

/** The row with a key; undefined: there is none. A registry is built once, when its module loads. */
export const finder = <Row, Key>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): ((key: Key) => Row | undefined) => {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]))
  return (key) => byKey.get(key)
}

export const byName = <Row extends { name: string }>(rows: readonly Row[]) =>
  finder(rows, ({ name }): string => name)

export const byValue = <Row extends { value: number }>(rows: readonly Row[]) =>
  finder(rows, ({ value }): number => value)
