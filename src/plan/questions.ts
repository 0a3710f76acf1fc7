import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Plan } from '../model/plan.ts'

/** What only people know of an endpoint, and the plan would be better for. */
export const questionsFor = ({
  assessment,
  ownership,
  id,
  url,
  sources,
}: InventoryEndpoint): Plan['questions'] => {
  const { sensitivity, keyExchange } = assessment
  const owner = ownership?.owner
  const isUnbounded = sensitivity.classes.some((one) => one.class === 'unbounded')
  const questions = [
    ...(owner === undefined ? ['Who owns it?'] : []),
    ...(sensitivity.tier === 'unknown'
      ? ['What data does it carry, and how long must that stay secret?']
      : []),
    ...(isUnbounded && ownership?.classes === undefined
      ? ['It gives general access: what is the most sensitive data within its reach?']
      : []),
    ...(keyExchange.category === 'unknown' ? ['Does it still run, and from where can it be reached?'] : []),
  ]
  const name = sources.find((source) => source.kind !== 'range' && source.name !== undefined)?.name
  return questions.map((question) => ({
    endpoint: id,
    url,
    ...(name === undefined ? {} : { name }),
    ...(owner === undefined ? {} : { owner }),
    question,
  }))
}
