import {
  type DataClass,
  dataClass,
  type SensitivityTier,
  TIERS,
} from '../../registry/sensitivity/dataClasses.ts'
import { VERBS } from '../../registry/sensitivity/tables.ts'
import { shared } from '../sharedText.ts'
import { fromCapabilities, fromEnvironment } from './capabilities.ts'
import { type ClassScore, decide } from './decide.ts'
import type { Hint, ServerEvidence, ToolEvidence } from './evidence.ts'
import { fromIdentity } from './identity.ts'
import { fromMentions } from './mentions.ts'
import { matchText } from './phrases.ts'
import { tokenise } from './tokens.ts'

export type { ServerEvidence }

export type SensitivityResult = {
  /** That of the most sensitive class; `unknown` where nothing speaks for any class. */
  tier: SensitivityTier
  /** Most characteristic first. Confidence from 0 to 1. */
  classes: { class: DataClass; confidence: number; evidence: string[] }[]
  /** Years for which what flows must stay secret: the longest of the classes. null: unknown. */
  shelfLifeYears: [number, number] | null
  access: 'read' | 'write' | 'unknown'
}

/** What data a server carries, judged from what it says of itself, with the evidence in words. Throws nothing. */
export const classify = (server: ServerEvidence): SensitivityResult => {
  const scores = decide(gather(server))
  const classes = scores.map((score) => ({
    class: score.class,
    confidence: confidenceOf(score),
    evidence: evidenceOf(score),
  }))
  return {
    tier: tierOf(classes.map((one) => one.class)),
    classes,
    shelfLifeYears: shelfLifeOf(classes),
    access: accessOf(server),
  }
}

export const tierOf = (classes: readonly string[]): SensitivityTier => {
  const tiers = classes.map((name) => dataClass(name)?.tier)
  return TIERS.find((tier) => tier !== 'unknown' && tiers.includes(tier)) ?? 'unknown'
}

const gather = (server: ServerEvidence): Hint[] => {
  const { hints, known } = fromIdentity(server)
  const description = tokenise(server.description ?? '')
  return [
    ...hints,
    ...matchText('description', description, known ? BESIDE_PRODUCT : 1),
    ...matchText('instructions', tokenise(server.instructions ?? '', 1_500), 0.5),
    ...(known ? [] : fromMentions(description)),
    ...fromEnvironment(server.environment ?? [], known),
    ...fromCapabilities(server),
  ]
}

/** The weight of the words of a description if the product is known: they say what part of it is served. */
const BESIDE_PRODUCT = 0.85

const confidenceOf = ({ score }: ClassScore): number => Math.round((score / (score + 2)) * 100) / 100

const evidenceOf = ({ hints }: ClassScore): string[] =>
  [...new Set(hints.map(({ words, class: className }) => shared(`${words} (${className})`)))].slice(0, 5)

/** A class in doubt may lengthen the longest time, not the shortest. */
const shelfLifeOf = (classes: SensitivityResult['classes']): [number, number] | null => {
  if (classes.length === 0) return null
  const sure = classes.filter(({ confidence }, at) => at === 0 || confidence >= 0.5)
  const years = (of: SensitivityResult['classes'], end: 0 | 1): number =>
    Math.max(...of.map((one) => dataClass(one.class)?.shelfLifeYears[end] ?? 0))
  return [years(sure, 0), years(classes, 1)]
}

/** Whether the tools modify data. A tool's own claim to only read does not outweigh its name. */
const accessOf = ({ tools = [] }: ServerEvidence): 'read' | 'write' | 'unknown' => {
  const kinds = tools.slice(0, MAX_TOOLS).map(accessOfTool)
  if (kinds.includes('write')) return 'write'
  return kinds.length > 0 && kinds.length === tools.length && kinds.every((kind) => kind === 'read')
    ? 'read'
    : 'unknown'
}

const MAX_TOOLS = 1_000

const accessOfTool = ({ name, annotations }: ToolEvidence): 'read' | 'write' | 'unknown' => {
  const verbs = tokenise(name, 100)
  if (annotations?.['readOnlyHint'] === false || annotations?.['destructiveHint'] === true) return 'write'
  if (verbs.some((verb) => WRITING.has(verb))) return 'write'
  if (annotations?.['readOnlyHint'] === true || verbs.some((verb) => READING.has(verb))) return 'read'
  return 'unknown'
}

const WRITING: ReadonlySet<string> = new Set(VERBS.write)
const READING: ReadonlySet<string> = new Set(VERBS.read)
