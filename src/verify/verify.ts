import type { Endpoint } from '../model/endpoint.ts'
import type { Check, Verdict, Verification, VerifiedEndpoint } from '../model/verification.ts'
import { Gatekeeper, type Scope } from '../net/gatekeeper.ts'
import { NamedUrls } from '../net/namedUrls.ts'
import { concurrently } from '../probe/net/concurrent.ts'
import { type Policy, policyOf } from '../registry/mandates/mandates.ts'
import type { CheckDefinition } from './check.ts'
import { posture } from './checks/baseline/posture.ts'
import { toolList } from './checks/baseline/toolList.ts'
import { mcpSession } from './checks/mcp/mcpSession.ts'
import { toolCall } from './checks/mcp/toolCall.ts'
import { addresses } from './checks/tls/addresses.ts'
import { classicalClients } from './checks/tls/classicalClients.ts'
import { clientRuntimes } from './checks/tls/clientRuntimes.ts'
import { connection } from './checks/tls/connection.ts'
import { defaultClient } from './checks/tls/defaultClient.ts'
import { helloRetry } from './checks/tls/helloRetry.ts'
import { helloTolerance } from './checks/tls/helloTolerance.ts'
import { hybridOnlyClient } from './checks/tls/hybridOnlyClient.ts'
import { independentStack } from './checks/tls/independentStack.ts'
import { noDowngrade } from './checks/tls/noDowngrade.ts'
import { olderVersions } from './checks/tls/olderVersions.ts'
import { preference } from './checks/tls/preference.ts'
import { repeatedDials } from './checks/tls/repeatedDials.ts'
import { resumption } from './checks/tls/resumption.ts'
import { authorizationServer } from './checks/trust/authorizationServer.ts'
import { certificates } from './checks/trust/certificates.ts'
import { signatures } from './checks/trust/signatures.ts'
import { gather, type Subject, type VerifyOptions } from './subject.ts'
import { timeEndpoint } from './timings/timings.ts'

export type { VerifyOptions } from './subject.ts'

/** In the order in which they run and are shown. */
export const CHECKS: readonly CheckDefinition[] = [
  connection,
  defaultClient,
  hybridOnlyClient,
  independentStack,
  preference,
  helloRetry,
  addresses,
  repeatedDials,
  classicalClients,
  olderVersions,
  noDowngrade,
  helloTolerance,
  certificates,
  signatures,
  resumption,
  clientRuntimes,
  mcpSession,
  toolCall,
  toolList,
  authorizationServer,
  posture,
]

/** `mandates`: ids of those that name algorithms. */
export type Task = { endpoint: Endpoint; options: VerifyOptions; mandates?: readonly string[] }

/** Endpoints that are checked at the same time; they are timed one after the other. */
const AT_ONCE = 8

/** The results are in the order of the tasks. `done` is called for each as soon as it is checked. */
export const verify = async (
  tasks: readonly Task[],
  done: (endpoint: VerifiedEndpoint) => void = () => {},
): Promise<VerifiedEndpoint[]> => {
  const checked = new Map<Task, { subject: Subject; result: VerifiedEndpoint }>()
  const gatekeeper = gatekeeperOf(tasks)
  const one = async (task: Task) => ({
    task,
    ...(await check(task.endpoint, { ...task.options, policy: policyOf(task.mandates ?? []) }, gatekeeper)),
  })
  for await (const { task, subject, result } of concurrently(tasks, AT_ONCE, one)) {
    checked.set(task, { subject, result })
    done(result)
  }
  const results: VerifiedEndpoint[] = []
  // Timed one after the other: other work would be measured too.
  for (const task of tasks) {
    const { subject, result } = checked.get(task) as { subject: Subject; result: VerifiedEndpoint }
    const timings = await timeEndpoint(subject)
    results.push(timings ? { ...result, timings } : result)
  }
  return results
}

/** Each name is resolved once for all tasks. Only the URLs themselves may be in a private network. */
const gatekeeperOf = (tasks: readonly Task[]): Gatekeeper => {
  const urls = new NamedUrls()
  for (const { endpoint } of tasks) urls.add(endpoint.url)
  const scope: Scope = {
    isNamed: (host, port, path, isMetadata) => urls.has(host, port, path, isMetadata),
    isExcluded: () => false,
    isAuthorized: true,
  }
  const { timeoutMs = 0, lookup, signal } = tasks[0]?.options ?? {}
  return new Gatekeeper({ scope, timeoutMs, lookup, signal })
}

const check = async (
  endpoint: Endpoint,
  options: VerifyOptions & { policy: Policy },
  gatekeeper: Gatekeeper,
): Promise<{ subject: Subject; result: VerifiedEndpoint }> => {
  const subject = await gather(endpoint, options, gatekeeper)
  const checks: Check[] = []
  // The first one says why where no address speaks TLS: there is nothing to ask of it then.
  for (const one of subject.tls.length > 0 ? CHECKS : [connection]) checks.push(await named(one, subject))
  const { requirement, policy } = options
  return {
    subject,
    result: {
      url: endpoint.url,
      requirement,
      ...(policy.mandates.length > 0 ? { mandates: [...policy.mandates] } : {}),
      verdict: verdictOf(checks),
      checks,
    },
  }
}

const named = async ({ id, title, run }: CheckDefinition, subject: Subject): Promise<Check> => ({
  id,
  title,
  ...(await run(subject)),
})

const verdictOf = (checks: readonly Check[]): Verdict => {
  if (checks.some(({ result }) => result === 'fail')) return 'fail'
  return checks.some(({ inconclusive }) => inconclusive) ? 'incomplete' : 'pass'
}

export const verificationOf = (
  endpoints: VerifiedEndpoint[],
  version: string,
  startedAt: Date,
): Verification => ({
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version },
  startedAt: startedAt.toISOString(),
  finishedAt: new Date().toISOString(),
  endpoints,
})
