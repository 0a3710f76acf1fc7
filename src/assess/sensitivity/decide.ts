import { DATA_CLASSES, type DataClass, TIERS } from '../../registry/sensitivity/dataClasses.ts'
import type { Hint } from './evidence.ts'

export type ClassScore = { class: DataClass; score: number; whole: number; hints: Hint[] }

/**
 * The classes that are accepted, most characteristic first. Hints at a class can exclude classes of its own tier and of
 * lower ones. Only hints at the server as a whole can exclude classes of a higher tier, and hints at a critical or high
 * class never do. So more hints at a sensitive class never lower the tier.
 */
export const decide = (hints: readonly Hint[]): ClassScore[] => {
  const scores = DATA_CLASSES.map(({ name }) => scoreOf(name, hints)).filter(({ score }) => score > 0)
  return scores
    .filter(
      (candidate) => candidate.score >= LEAST && scores.every((rival) => isAcceptedNextTo(candidate, rival)),
    )
    .toSorted((a, b) => b.score - a.score)
}

/** The least that makes a class more than a guess; one general word says less. */
const LEAST = 1
/** The least share of the score of another class of the same or a lower tier. */
const BESIDE = 0.6
/** The same for `public`, which says little in addition to another class. */
const ALONE = 0.95
/** The least share of the score of a less sensitive class. */
const AGAINST = 0.6

const isAcceptedNextTo = (candidate: ClassScore, rival: ClassScore): boolean => {
  if (candidate.class === rival.class) return true
  const distance = rankOf(candidate.class) - rankOf(rival.class)
  if (distance >= 0) return candidate.score >= (candidate.class === 'public' ? ALONE : BESIDE) * rival.score
  return SENSITIVE.has(rival.class) || candidate.score >= AGAINST * rival.whole
}

/** 0 is the most sensitive. */
const rankOf = (name: DataClass): number => RANKS.get(name) ?? TIERS.length

const RANKS: ReadonlyMap<DataClass, number> = new Map(
  DATA_CLASSES.map(({ name, tier }) => [name, TIERS.indexOf(tier)]),
)
const SENSITIVE: ReadonlySet<DataClass> = new Set(
  DATA_CLASSES.filter(({ tier }) => tier === 'critical' || tier === 'high').map(({ name }) => name),
)

const scoreOf = (className: DataClass, all: readonly Hint[]): ClassScore => {
  const hints = all.filter((hint) => hint.class === className).toSorted((a, b) => b.weight - a.weight)
  return {
    class: className,
    score: sum(hints),
    whole: sum(hints.filter(({ whole }) => whole)),
    hints,
  }
}

/** The strongest evidence counts in full, each further piece less: twenty tools of one kind are not twenty proofs. */
const sum = (hints: readonly Hint[]): number =>
  hints.reduce((total, { weight }, at) => total + weight * FADING ** at, 0)

const FADING = 0.6
