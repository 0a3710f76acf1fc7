/** Facts about a server by name, such as `group x25519` or `clientCertificate`, each with its value. */
export type Facts = Map<string, string>

/** What the tools say: each value, and the tool that said it. */
export type Reference = Map<string, { value: string; tool: string }>

export const YES = 'yes'
export const NO = 'no'

/** A tool that was served is right against one that was not, which may lack what the server accepts. */
export const addFacts = (reference: Reference, tool: string, more: Facts): void => {
  for (const [fact, value] of more) {
    const known = reference.get(fact)
    if (known === undefined || (known.value === NO && value === YES)) reference.set(fact, { value, tool })
  }
}

/** At most `limit` at once, in order. */
export const mapLimited = async <T, R>(
  limit: number,
  all: readonly T[],
  work: (one: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = []
  const left = all.entries()
  const worker = async (): Promise<void> => {
    for (const [at, one] of left) results[at] = await work(one)
  }
  await Promise.all(Array.from({ length: limit }, worker))
  return results
}

/** Lets at most `limit` run at the same time, in their order. */
export class Turns {
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(limit: number) {
    this.#free = limit
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
