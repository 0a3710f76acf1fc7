import { tierOf } from '../../src/assess/sensitivity/sensitivity.ts'
import { DATA_CLASSES, TIERS } from '../../src/registry/sensitivity/dataClasses.ts'

/** What was labelled and what was found, for one server. */
export type Judged = { id: string; labels: readonly string[]; found: readonly string[] }

export type Score = {
  servers: number
  classes: { name: string; rows: number; found: number; precision: number; recall: number; f1: number }[]
  /** Mean F1 of the classes that are labelled or found in these servers. */
  macroF1: number
  /** Share of the servers whose tier is exactly that of the labels. */
  tierAgreement: number
  /** Of the servers that are critical or high by their labels, the share ranked below high. */
  costlyError: number
  sensitive: number
  costly: string[]
}

export const scoreOf = (judged: readonly Judged[]): Score => {
  const classes = DATA_CLASSES.map(({ name }) => scoreOfClass(name, judged))
  const present = classes.filter(({ rows, found }) => rows + found > 0)
  const sensitive = judged.filter(({ labels }) => isSensitive(labels))
  const costly = sensitive.filter(({ found }) => !isSensitive(found)).map(({ id }) => id)
  const agreed = judged.filter(({ labels, found }) => tierOf(labels) === tierOf(found))
  return {
    servers: judged.length,
    classes,
    macroF1: present.reduce((sum, { f1 }) => sum + f1, 0) / present.length,
    tierAgreement: agreed.length / judged.length,
    costlyError: sensitive.length === 0 ? 0 : costly.length / sensitive.length,
    sensitive: sensitive.length,
    costly,
  }
}

const scoreOfClass = (name: string, judged: readonly Judged[]): Score['classes'][number] => {
  const rows = judged.filter(({ labels }) => labels.includes(name)).length
  const found = judged.filter((one) => one.found.includes(name)).length
  const right = judged.filter((one) => one.labels.includes(name) && one.found.includes(name)).length
  return {
    name,
    rows,
    found,
    precision: found === 0 ? 0 : right / found,
    recall: rows === 0 ? 0 : right / rows,
    f1: rows + found === 0 ? 0 : (2 * right) / (rows + found),
  }
}

const isSensitive = (classes: readonly string[]): boolean =>
  TIERS.indexOf(tierOf(classes)) <= TIERS.indexOf('high')
