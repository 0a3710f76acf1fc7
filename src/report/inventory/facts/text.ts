import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { wrap } from '../../text/fit.ts'
import { listed } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import { endpointFacts } from './endpoint.ts'
import { type Fact, type Item, isKnown, items, type Topic } from './topic.ts'

export const factsText = (endpoint: InventoryEndpoint, width: number): string => {
  const { title, problem, judgements, data, addresses, services } = endpointFacts(endpoint)
  const lines = topicLines({ title, note: problem, topics: [...judgements, data, ...addresses, ...services] })
  return lines.flatMap((line) => wrap(line, width, 4)).join('\n')
}

const MAX_TEXT = 400
/** Characters of a judgement. Its lists were cut at whole names before. */
const MAX_POINT = 2000
/** Groups, suites and clients are all named; what a hostile server makes up is not. */
const MAX_ITEMS = 200

const topicLines = ({ title, note, points = [], facts = [], topics = [] }: Topic): string[] => [
  sanitize(title, MAX_TEXT),
  ...[
    ...(note === undefined ? [] : [sanitize(note, MAX_TEXT)]),
    ...points.map((point) => `- ${sanitize(point, MAX_POINT)}`),
    ...facts.filter(isKnown).map(factText),
    ...topics.flatMap(topicLines),
  ].map((line) => `  ${line}`),
]

const factText = ([label, value]: Fact): string =>
  `${sanitize(label)}: ${listed(items(value).map(itemText), MAX_ITEMS)}`

const itemText = (item: Item): string => {
  if (typeof item === 'string') return sanitize(item, MAX_TEXT)
  return 'day' in item ? sanitize(item.day.slice(0, 10)) : sanitize(item.text, MAX_TEXT)
}
