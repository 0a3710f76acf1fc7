import type { Inventory } from '../../model/inventory.ts'
import { jsonText } from '../text/json.ts'
import type { Report, ReportInput } from './reportInput.ts'

/** The document of `scan --json`, an endpoint at a time. */
export const inventoryJson: Report = async function* (input) {
  const { summary, ...head } = documentOf(input)
  yield `${whole(head).slice(0, -'\n}'.length)},\n  "endpoints": [`
  let separator = ''
  for await (const endpoint of input.endpoints()) {
    yield `${separator}\n    ${inner(endpoint, '    ')}`
    separator = ','
  }
  yield `${separator === '' ? '' : '\n  '}],\n  "summary": ${inner(summary, '  ')}\n}\n`
}

/** What the document has beside its endpoints: a report's own knowledge, such as the plan, is not part of it. */
const documentOf = ({
  schemaVersion,
  tool,
  startedAt,
  finishedAt,
  authorization,
  summary,
}: ReportInput): Omit<Inventory, 'endpoints'> => ({
  schemaVersion,
  tool,
  startedAt,
  finishedAt,
  ...(authorization ? { authorization } : {}),
  summary,
})

const whole = (value: unknown): string => jsonText(value).trimEnd()

/** A line feed within text is an escape: each that is left begins a line of the document. */
const inner = (value: unknown, indent: string): string => whole(value).replaceAll('\n', `\n${indent}`)
