import type { Assessment } from '../../model/assessment.ts'
import type { Ownership } from '../../model/endpoint.ts'
import { dataClass } from '../../registry/sensitivity/dataClasses.ts'
import { tierOf } from '../sensitivity/sensitivity.ts'

type Sensitivity = Assessment['sensitivity']

/** The data classes that the owner states replace those that were inferred; the evidence is the line of the rule. */
export const withStatedClasses = (inferred: Sensitivity, ownership: Ownership | undefined): Sensitivity => {
  const { classes, shelfLifeYears, evidence = [] } = ownership ?? {}
  const stated: Sensitivity = classes
    ? {
        tier: tierOf(classes),
        classes: classes.map((name) => ({
          class: name,
          confidence: 1,
          evidence: evidence.map((place) => `owner: ${place}`),
        })),
        shelfLifeYears: shelfLifeOf(classes),
        access: inferred.access,
      }
    : inferred
  return shelfLifeYears ? { ...stated, shelfLifeYears } : stated
}

const shelfLifeOf = (classes: readonly string[]): [number, number] | null => {
  const years = classes.flatMap((name) => {
    const row = dataClass(name)
    return row ? [row.shelfLifeYears] : []
  })
  return years.length === 0
    ? null
    : [Math.max(...years.map(([min]) => min)), Math.max(...years.map(([, max]) => max))]
}
