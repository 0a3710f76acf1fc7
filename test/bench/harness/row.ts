import Table from 'cli-table3'

/** One line of a bench's result: column → figure. Rows with the same columns stand in one table. */
export type Row = Readonly<Record<string, string | number>>

export type Report = (row: Row) => void

/** Neighbours with the same columns, together. */
const tables = (rows: readonly Row[]): Row[][] =>
  rows.reduce<Row[][]>((groups, row) => {
    const last = groups.at(-1)
    if (last?.[0] && columnsOf(last[0]).join() === columnsOf(row).join()) last.push(row)
    else groups.push([row])
    return groups
  }, [])

const columnsOf = (row: Row): string[] => Object.keys(row)

export const asMarkdown = (rows: readonly Row[]): string =>
  tables(rows)
    .map((group) => {
      const columns = columnsOf(group[0] as Row)
      const line = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`
      return [
        line(columns),
        line(columns.map(() => '---')),
        ...group.map((row) => line(columns.map((column) => String(row[column]).replaceAll('|', '\\|')))),
      ].join('\n')
    })
    .join('\n\n')

export const asText = (rows: readonly Row[]): string =>
  tables(rows)
    .map((group) => {
      const columns = columnsOf(group[0] as Row)
      const table = new Table({ head: columns, style: { head: [], border: [], compact: true } })
      for (const row of group) table.push(columns.map((column) => row[column] ?? ''))
      return table.toString()
    })
    .join('\n')
