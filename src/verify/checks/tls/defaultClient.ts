import {
  atEachAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  type Outcome,
  pass,
  warn,
} from '../../check.ts'
import { isWantedOpen, meets, wanted } from '../../demand.ts'
import { isPostQuantumName } from '../../groups.ts'
import { enableHybrid } from '../../remedy.ts'
import type { Subject, TlsAddress } from '../../subject.ts'
import { handshakeByNode, type NodeDial, type NodeHandshake } from '../../timings/nodeClient.ts'

/** What a client gets that changed nothing: Node.js and OpenSSL as they come. */
export const defaultClient: CheckDefinition = {
  id: 'default-client',
  title: 'A client with default settings (Node.js, OpenSSL) negotiates post-quantum key exchange',
  run: (subject) =>
    atEachAddress(subject, async (at) => {
      const done = await handshakeByNode(dialOf(subject, at))
      return judge(subject, at, done)
    }),
}

/** Where Node.js is to dial. */
export const dialOf = (
  { options: { timeoutMs, signal } }: Subject,
  { address, port, context }: Pick<TlsAddress, 'address' | 'port' | 'context'>,
): NodeDial => ({ address, port, serverName: context.serverName, timeoutMs, signal })

const judge = (subject: Subject, { group, classical, facts }: TlsAddress, done: NodeHandshake): Outcome => {
  const { options } = subject
  if (done.kind === 'done') {
    const what = `${done.version} with ${done.group ?? 'static RSA'}`
    if (meets(options, done.group)) return pass(what)
    // What clients offer by default is none of what the mandates take: that is no fault of the server's.
    const isLesser = isPostQuantumName(done.group) && options.requirement !== 'pqc'
    return (isLesser ? warn : fail)(`${what}: no ${wanted(options)}`, enableHybrid(subject))
  }
  if (!group && !isWantedOpen(options, facts)) return fail(done.detail, enableHybrid(subject))
  if (done.state !== 'refused') return inconclusive(done.detail)
  if (group && !classical && facts.versions['TLS 1.2'].state !== 'accepted') {
    return warn(
      `${done.detail}: the server takes only groups that Node.js does not offer by default, such as ${group.name}`,
      `Configure each client, in Node.js with ecdhCurve: '${group.name}', or offer X25519MLKEM768 too.`,
    )
  }
  return fail(done.detail, enableHybrid(subject))
}
