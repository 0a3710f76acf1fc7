import { exposureOf } from '../assess/exposure.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Plan } from '../model/plan.ts'
import { endpointName } from '../model/questions/endpoint.ts'
import { findingRow } from '../registry/findings.ts'

export const questionsFor = ({
  assessment,
  ownership,
  id,
  url,
  sources,
  addresses,
}: InventoryEndpoint): Plan['questions'] => {
  const { sensitivity, findings } = assessment
  const owner = ownership?.owner
  const questions = [
    ...(owner === undefined ? ['Who owns this endpoint?'] : []),
    ...(sensitivity.tier === 'unknown'
      ? ['What data does this endpoint carry, and for how long must it stay secret?']
      : []),
    ...(exposureOf({ addresses, sensitivity }).isBroad && ownership?.classes === undefined
      ? [
          'Its tools give broad access (files, shell, SQL): what is the most sensitive data that they can reach?',
        ]
      : []),
    ...(findings.some(({ id }) => findingRow(id)?.need?.kind === 'unknown')
      ? ['Does this endpoint still run, and from which network can it be reached?']
      : []),
  ]
  const name = endpointName({ sources })
  return questions.map((question) => ({
    endpoint: id,
    url,
    ...(name === undefined ? {} : { name }),
    ...(owner === undefined ? {} : { owner }),
    question,
  }))
}
