import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { classifyRow, partOf, type Row, readRows } from './rows.ts'
import { type Judged, type Score, scoreOf } from './score.ts'

/**
 * How well the classifier agrees with labelled servers.
 *
 *   npm run eval                          the labelled set of this repository
 *   npm run eval -- FILE.jsonl            any file of that shape
 *   npm run eval -- FILE.jsonl --json     one line a row: its id and classes; labels are not needed
 *   npm run eval -- --cross-validate      figures for each fold, and their spread
 *   npm run eval -- --errors              the rows that differ
 */
const OWN_FILE = new URL('data/mcp-servers-labelled.jsonl', import.meta.url)
const FOLDS = 5

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    'cross-validate': { type: 'boolean', default: false },
    errors: { type: 'boolean', default: false },
  },
})

const main = (): void => {
  const rows = readRows(readFileSync(positionals[0] ?? OWN_FILE, 'utf8'))
  if (values.json) {
    for (const row of rows) console.log(JSON.stringify({ id: row.id, classes: found(row) }))
    return
  }
  const labelled = rows.filter(({ labels }) => labels?.length)
  if (labelled.length === 0)
    throw new Error('No row has labels: there is nothing to judge. --json classifies only.')
  print(scoreOf(labelled.map(judge)))
  if (values['cross-validate']) printFolds(labelled)
  if (values.errors) labelled.map(judge).filter(differs).forEach(printError)
}

const found = (row: Row): string[] => classifyRow(row).classes.map((one) => one.class)

const judge = (row: Row): Judged => ({ id: row.id, labels: row.labels ?? [], found: found(row) })

const print = (score: Score): void => {
  console.log('class                    rows  found  precision  recall    F1')
  for (const { name, rows, found: count, precision, recall, f1 } of score.classes) {
    const figures =
      rows + count === 0 ? '        –       –     –' : [precision, recall, f1].map(twoPlaces).join('   ')
    console.log(`${name.padEnd(24)}${String(rows).padStart(5)}${String(count).padStart(7)}     ${figures}`)
  }
  console.log(`\n${summary(score)}`)
}

const summary = ({ servers, macroF1, tierAgreement, costlyError, sensitive, costly }: Score): string =>
  `${servers} servers: macro-F1 ${macroF1.toFixed(3)}, tier agreement ${tierAgreement.toFixed(3)}, ` +
  `costly error ${costlyError.toFixed(3)} (${costly.length} of ${sensitive} critical or high ranked below high)`

/** Nothing is fitted to a fold: the folds show how far the figures move with the servers at hand. */
const printFolds = (rows: readonly Row[]): void => {
  console.log(`\n${FOLDS} folds by the hash of the id`)
  for (let fold = 0; fold < FOLDS; fold++) {
    console.log(
      `fold ${fold + 1}: ${summary(scoreOf(rows.filter((row) => partOf(row, FOLDS) === fold).map(judge)))}`,
    )
  }
}

const differs = ({ labels, found: classes }: Judged): boolean =>
  labels.toSorted().join() !== classes.toSorted().join()

const printError = ({ id, labels, found: classes }: Judged): void =>
  console.log(`${id}: labelled ${labels.join(', ')}; found ${classes.join(', ') || 'nothing'}`)

const twoPlaces = (value: number): string => value.toFixed(2).padStart(5)

try {
  main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
