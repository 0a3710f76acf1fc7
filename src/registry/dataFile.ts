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
