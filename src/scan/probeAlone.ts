import { redactText } from '../discover/secrets/redact.ts'
import type { Endpoint, Observation } from '../model/endpoint.ts'
import { McpPqcError } from '../model/error.ts'
import { type EndpointOptions, probeEndpoint, unprobed } from '../probe/endpoint.ts'

/** `probeEndpoint`; a bug that a server provokes costs its own endpoint only. Rejects with the reason of the signal. */
export const probeAlone = async (endpoint: Endpoint, options: EndpointOptions): Promise<Observation> => {
  try {
    return await probeEndpoint(endpoint, options)
  } catch (error) {
    if (options.signal?.aborted || error instanceof McpPqcError) throw error
    return unprobed(endpoint, 'BUG', `a bug in mcp-pqc, please report it: ${placeOf(error)}`)
  }
}

/** The error and the place that threw it. */
const placeOf = (error: unknown): string => {
  const { stack = '' } = error instanceof Error ? error : new Error(String(error))
  return redactText(stack.split('\n').slice(0, 2).join('').slice(0, MAX_STACK))
}

const MAX_STACK = 500
